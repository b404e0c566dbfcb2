package dev.tarn.spring;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Does something when a reactive result has come to its end without a failure; a suspending function of Kotlin has such a result, too. */
final class ReactiveEnd {
    private static final boolean HAS_REACTOR =
            ClassUtils.isPresent("reactor.core.publisher.Mono", ReactiveEnd.class.getClassLoader());

    private ReactiveEnd() {}

    /** Returns what knows a result's type, or null if the result is there already. */
    static @Nullable ReactiveAdapter adapterOf(@Nullable Object result) {
        return HAS_REACTOR && result != null
                ? ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, result)
                : null;
    }

    /**
     * Returns a result that is followed by an action.
     *
     * @param action gets the value; null if there is none, or may be several
     */
    static Object followed(ReactiveAdapter adapter, Object result, Consumer<@Nullable Object> action) {
        Publisher<?> values = adapter.toPublisher(result);
        return adapter.fromPublisher(
                adapter.isMultiValue()
                        ? Flux.from(values).doOnComplete(() -> action.accept(null))
                        : Mono.from(values).doOnSuccess(action));
    }
}
