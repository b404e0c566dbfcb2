package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.core.SpringVersion;

/** The suite of Spring's semantics, as it was compiled with Spring 7, on Spring 6.2. */
class Spring62Test {
    @Test
    void version_isTheOneMeant() {
        assertThat(SpringVersion.getVersion()).startsWith("6.2.");
    }

    @Nested
    class OnTheHeap extends HeapSpringTest {}

    @Nested
    class OnCaffeine extends CaffeineSpringTest {}
}
