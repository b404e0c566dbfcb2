package dev.tarn.micrometer;

import dev.tarn.Breaker.State;
import dev.tarn.spi.Meters.BreakerMeters;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Measures the breaker before one remote store: its state when somebody looks, as one gauge for each state, and how often it came into each. The
 * breaker holds this, and the registry holds this weakly.
 */
final class MeteredBreaker implements BreakerMeters {
    private final Supplier<State> state;
    private final Registration registration;
    private final Map<State, Counter> transitions = new EnumMap<>(State.class);

    MeteredBreaker(Supplier<State> state, Registration registration) {
        this.state = state;
        this.registration = registration;
        for (State each : State.values()) {
            String name = each.name().toLowerCase(Locale.ROOT);
            registration.gauge(
                    "tarn.breaker.state",
                    "1 for the state in which the breaker before a remote store is, 0 for the others",
                    null,
                    this,
                    metered -> metered.state.get() == each ? 1 : 0,
                    "state",
                    name);
            if (each != State.OFF) {
                transitions.put(each, counter(name));
            }
        }
    }

    private Counter counter(String state) {
        return registration.add(registry -> Counter.builder("tarn.breaker.transitions")
                .description("How often the breaker before a remote store came into a state")
                .tags(registration.tags().and("state", state))
                .register(registry));
    }

    @Override
    public void changed(State now) {
        Counter counter = transitions.get(now);
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void close() {
        registration.end();
    }
}
