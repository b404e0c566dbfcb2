package dev.tarn.spring;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;

/**
 * A {@link CacheableBatch}, read and checked.
 *
 * @param argument the index of the parameter that holds the elements
 * @param key gives the key of an element; null for the element itself
 * @param resultKey gives the element of a result; null where the method returns a map
 */
record BatchRule(
        String cache,
        int argument,
        @Nullable Expression key,
        @Nullable Expression resultKey) {
    private static final Set<Class<?>> RESULTS = Set.of(Collection.class, List.class, Set.class, Iterable.class);
    private static final Set<Class<?>> ARGUMENTS = Set.of(Collection.class, List.class, Set.class, Iterable.class);

    /**
     * Reads the annotation of a method.
     *
     * @throws IllegalArgumentException if it does not fit the method
     */
    static BatchRule of(Method method, Expressions expressions) {
        CacheableBatch annotation =
                requireNonNull(AnnotatedElementUtils.findMergedAnnotation(method, CacheableBatch.class));
        int argument = argument(method, annotation.argument(), expressions);
        if (method.getParameterCount() > 1 && annotation.key().isEmpty()) {
            throw refused(method, "there are other parameters, so it needs a key: an expression of #element and them");
        }
        boolean map = method.getReturnType() == Map.class;
        if (!map && !RESULTS.contains(method.getReturnType())) {
            throw refused(method, "it must return a Map, Collection, List or Set, not " + method.getReturnType());
        }
        if (map != annotation.resultKey().isEmpty()) {
            throw refused(
                    method,
                    map ? "the keys of the map are the elements, a resultKey has no meaning" : "it needs a resultKey");
        }
        return new BatchRule(
                annotation.cacheNames(),
                argument,
                parsed(method, annotation.key(), expressions),
                parsed(method, annotation.resultKey(), expressions));
    }

    private static int argument(Method method, String name, Expressions expressions) {
        List<Integer> fitting = new ArrayList<>(IntStream.range(0, method.getParameterCount())
                .filter(index -> ARGUMENTS.contains(method.getParameterTypes()[index]))
                .boxed()
                .toList());
        if (!name.isEmpty()) {
            @Nullable String @Nullable [] names = expressions.parameterNames(method);
            fitting.removeIf(index -> names == null || !name.equals(names[index]));
        }
        if (fitting.size() != 1) {
            throw refused(
                    method,
                    "it needs one Collection, List or Set of elements"
                            + (name.isEmpty() ? "; say which in argument" : " that is called " + name));
        }
        return fitting.get(0);
    }

    private static @Nullable Expression parsed(Method method, String text, Expressions expressions) {
        try {
            return text.isEmpty() ? null : expressions.parse(text);
        } catch (ParseException e) {
            throw refused(method, "'" + text + "' is no expression: " + e.getMessage());
        }
    }

    private static IllegalArgumentException refused(Method method, String why) {
        return new IllegalArgumentException("@CacheableBatch on " + MethodPolicy.name(method) + ": " + why);
    }
}
