package dev.tarn.spring;

import static java.util.Objects.requireNonNull;

import dev.tarn.CacheLoader;
import dev.tarn.LoadContext;
import dev.tarn.TransactionalCache;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheErrorHandler;

/** Carries out {@link CacheableBatch}. */
final class BatchInterceptor implements MethodInterceptor {
    private final ObjectProvider<CacheManager> managers;
    private final MethodPolicies policies;
    private final Expressions expressions;
    private final Supplier<CacheErrorHandler> errors;
    private final Map<Method, Rules> rules = new ConcurrentHashMap<>();

    /** What the annotations of a method say. */
    private record Rules(BatchRule batch, @Nullable MethodPolicy policy) {}

    BatchInterceptor(
            ObjectProvider<CacheManager> managers,
            MethodPolicies policies,
            Expressions expressions,
            Supplier<CacheErrorHandler> errors) {
        this.managers = managers;
        this.policies = policies;
        this.expressions = expressions;
        this.errors = errors;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Object target = requireNonNull(invocation.getThis());
        Rules found = rules.computeIfAbsent(
                AopUtils.getMostSpecificMethod(invocation.getMethod(), target.getClass()),
                method -> new Rules(BatchRule.of(method, expressions), policies.of(method)));
        Call call = new Call((ProxyMethodInvocation) invocation, found, target);
        try {
            return call.answer(Managers.cache(managers, found.batch().cache()));
        } catch (LoadFailure e) {
            throw e.thrown();
        }
    }

    /** One call of the method. */
    private final class Call {
        private final ProxyMethodInvocation invocation;
        private final BatchRule batch;
        private final Expressions.Root root;
        private final Saying saying;
        private final Map<Object, Object> elements = new LinkedHashMap<>();

        Call(ProxyMethodInvocation invocation, Rules rules, Object target) {
            this.invocation = invocation;
            this.batch = rules.batch();
            this.root = new Expressions.Root(invocation.getMethod(), target, invocation.getArguments());
            this.saying =
                    rules.policy() == null ? Saying.NOTHING : rules.policy().saying(expressions, root);
            Object argument = invocation.getArguments()[batch.argument()];
            for (Object element : (Iterable<?>) requireNonNull(argument, "the elements of a batch")) {
                elements.putIfAbsent(keyOf(requireNonNull(element, "an element of a batch")), element);
            }
        }

        private Object keyOf(Object element) {
            if (batch.key() == null) {
                return element;
            }
            return requireNonNull(
                    batch.key().getValue(expressions.context(root, Map.of("element", element))),
                    "the key of an element of a batch");
        }

        Object answer(TarnCache cache) {
            try {
                return shaped(read(cache));
            } catch (LoadFailure e) {
                throw e;
            } catch (RuntimeException e) {
                errors.get().handleCacheGetError(e, cache, elements.keySet());
                return shaped(loaded(elements.keySet())); // the handler lets the call go on without the cache
            }
        }

        private Map<Object, Object> read(TarnCache cache) {
            TransactionalCache<Object, Object> inside = cache.inside();
            return inside == null
                    ? cache.getNativeCache().getAllOrLoad(elements.keySet(), new Loader())
                    : inTransaction(inside);
        }

        private Map<Object, Object> inTransaction(TransactionalCache<Object, Object> inside) {
            Map<Object, Object> values = new LinkedHashMap<>(inside.getAllPresent(elements.keySet()));
            Set<Object> missing = new LinkedHashSet<>(elements.keySet());
            missing.removeAll(values.keySet());
            if (!missing.isEmpty()) {
                values.putAll(loaded(missing));
            }
            return values;
        }

        private Map<Object, Object> loaded(Set<Object> keys) {
            Map<Object, Object> values = new LinkedHashMap<>();
            load(keys).forEach((key, value) -> {
                if (value != null) {
                    values.put(key, value);
                }
            });
            return values;
        }

        private Object shaped(Map<Object, Object> values) {
            Class<?> result = invocation.getMethod().getReturnType();
            if (result == Map.class) {
                Map<Object, Object> byElement = new LinkedHashMap<>();
                elements.forEach((key, element) -> {
                    Object value = values.get(key);
                    if (value != null) {
                        byElement.put(element, value);
                    }
                });
                return byElement;
            }
            List<Object> inOrder = new ArrayList<>();
            for (Object key : elements.keySet()) {
                Object value = values.get(key);
                if (value != null) {
                    inOrder.add(value);
                }
            }
            return result == Set.class ? new LinkedHashSet<>(inOrder) : inOrder;
        }

        /** Calls the method for some of the elements; returns what it has for each key. */
        private Map<Object, @Nullable Object> load(Set<?> keys) {
            Map<Object, Object> wanted = new LinkedHashMap<>();
            keys.forEach(key -> wanted.put(requireNonNull(elements.get(key)), key));
            Map<Object, @Nullable Object> loaded = new LinkedHashMap<>();
            keys.forEach(key -> loaded.put(key, null));
            proceed(wanted.keySet()).forEach((element, value) -> {
                Object key = wanted.get(element);
                if (key != null) {
                    loaded.put(key, value);
                }
            });
            return loaded;
        }

        private Map<?, ?> proceed(Set<Object> some) {
            @Nullable Object[] arguments = invocation.getArguments().clone();
            arguments[batch.argument()] = invocation.getMethod().getParameterTypes()[batch.argument()] == Set.class
                    ? new LinkedHashSet<>(some)
                    : new ArrayList<>(some);
            Object result;
            try {
                result = invocation.invocableClone(arguments).proceed();
            } catch (Throwable e) {
                throw new LoadFailure(e);
            }
            if (result instanceof Map<?, ?> map) {
                return map;
            }
            Map<Object, Object> byElement = new LinkedHashMap<>();
            for (Object value : result == null ? List.of() : (Collection<?>) result) {
                Object element =
                        value == null ? null : requireNonNull(batch.resultKey()).getValue(value);
                if (element != null) {
                    byElement.put(element, value);
                }
            }
            return byElement;
        }

        /** Loads for the cache, which asks for many at once. */
        private final class Loader implements CacheLoader<Object, Object> {
            @Override
            public boolean isBulk() {
                return true;
            }

            @Override
            public @Nullable Object load(Object key, LoadContext<Object> context) {
                return loadAll(Set.of(key), any -> context).get(key);
            }

            @Override
            public Map<Object, @Nullable Object> loadAll(
                    Set<? extends Object> keys, Function<? super Object, LoadContext<Object>> contexts) {
                Map<Object, @Nullable Object> loaded = Call.this.load(keys);
                loaded.forEach((key, value) -> saying.tell(value, contexts.apply(key)));
                return loaded;
            }
        }
    }
}
