package dev.tarn.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Registers the meters of one cache, and takes exactly those out again. Thread-safe.
 *
 * <p>The registry holds what it asks for a figure weakly; the functions that it asks with must therefore not hold it either.
 */
final class Registration {
    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();
    private boolean ended;

    /**
     * Begins with nothing.
     *
     * @param tags the tags of every meter
     */
    Registration(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    MeterRegistry registry() {
        return registry;
    }

    Tags tags() {
        return tags;
    }

    /** Tells whether somebody has registered a meter with these tags. */
    boolean isTaken(String name) {
        return registry.find(name).tags(tags).meter() != null;
    }

    /** Registers a count that never goes down. */
    <T> void count(
            String name, String what, @Nullable String unit, T state, ToDoubleFunction<T> count, String... more) {
        add(FunctionCounter.builder(name, state, count)
                .description(what)
                .baseUnit(unit)
                .tags(tags.and(more))
                .register(registry));
    }

    /** Registers a figure that goes up and down. */
    <T> void gauge(
            String name, String what, @Nullable String unit, T state, ToDoubleFunction<T> figure, String... more) {
        add(Gauge.builder(name, state, figure)
                .description(what)
                .baseUnit(unit)
                .tags(tags.and(more))
                .register(registry));
    }

    /** Registers a duration in nanoseconds that goes up and down. */
    <T> void duration(String name, String what, T state, ToDoubleFunction<T> nanos) {
        add(TimeGauge.builder(name, state, TimeUnit.NANOSECONDS, nanos)
                .description(what)
                .tags(tags)
                .register(registry));
    }

    /** Registers a meter that is written to, not asked. After the end it is written to in vain. */
    <M extends Meter> M add(Function<MeterRegistry, M> make) {
        return add(make.apply(registry));
    }

    private synchronized <M extends Meter> M add(M meter) {
        if (ended) {
            registry.remove(meter);
        } else {
            meters.add(meter);
        }
        return meter;
    }

    /** Takes the meters out of the registry. Idempotent. */
    synchronized void end() {
        ended = true;
        meters.forEach(registry::remove);
        meters.clear();
    }
}
