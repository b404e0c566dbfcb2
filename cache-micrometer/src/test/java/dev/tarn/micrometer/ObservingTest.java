package dev.tarn.micrometer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.LoadingCache;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObservingTest {
    private final TestObservationRegistry observations = TestObservationRegistry.create();
    private final MeterLab lab = new MeterLab();
    private TarnMeters meters;

    @BeforeEach
    void observe() {
        meters = TarnMeters.of(new SimpleMeterRegistry()).observations(observations);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private TestObservationRegistryAssert observed() {
        return TestObservationRegistryAssert.assertThat(observations);
    }

    @Test
    void load_isObserved_andWhatTheLoaderDoesIsPartOfIt() {
        LoadingCache<String, String> cache = lab.node(meters).texts((key, context) -> {
            Observation.createNotStarted("query", observations).observe(() -> {});
            return key;
        });
        cache.get("one");

        observed()
                .hasObservationWithNameEqualTo("tarn.load")
                .that()
                .hasBeenStarted()
                .hasBeenStopped()
                .hasLowCardinalityKeyValue("cache", "texts")
                .hasHighCardinalityKeyValue("keys", "1")
                .hasContextualNameEqualTo("load texts")
                .doesNotHaveError();
        observed()
                .hasObservationWithNameEqualTo("query")
                .that()
                .hasParentObservationContextMatching(parent -> parent.getName().equals("tarn.load"), "the load");
        observed().doesNotHaveAnyRemainingCurrentObservation();
    }

    @Test
    void load_thatFails_isObservedWithItsError() {
        LoadingCache<String, String> cache = lab.node(meters).texts((key, context) -> {
            throw new IllegalStateException("bad");
        });
        assertThatThrownBy(() -> cache.get("one")).isInstanceOf(IllegalStateException.class);

        observed()
                .hasObservationWithNameEqualTo("tarn.load")
                .that()
                .hasBeenStopped()
                .hasError();
        observed().doesNotHaveAnyRemainingCurrentObservation();
    }

    @Test
    void remoteCall_isObservedAsPartOfWhatAskedForIt() {
        LoadingCache<String, String> cache = lab.node(meters).texts((key, context) -> key);
        Observation.createNotStarted("request", observations).observe(() -> cache.get("one"));

        observed()
                .hasObservationWithNameEqualTo("tarn.remote.call")
                .that()
                .hasBeenStopped()
                .hasLowCardinalityKeyValueWithKey("operation")
                .hasParentObservationContextMatching(parent -> parent.getName().equals("request"), "the request");
    }
}
