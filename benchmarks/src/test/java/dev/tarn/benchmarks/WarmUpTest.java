package dev.tarn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testing.time.FakeClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private final FakeClock clock = new FakeClock();
    private final AtomicLong compiled = new AtomicLong(12_345); // before it began
    private final WarmUp warmUp = new WarmUp(clock, compiled::get);

    private boolean isCompilingAfter(Duration part, long compileMillis) {
        clock.advance(part);
        compiled.addAndGet(compileMillis);
        return warmUp.isCompiling();
    }

    @Test
    void isCompiling_moreThanATwentiethOfTheLastPart_goesOnUntilItIsLess() {
        assertThat(isCompilingAfter(Duration.ofSeconds(1), 600)).isTrue();
        assertThat(isCompilingAfter(Duration.ofSeconds(2), 120)).isTrue();
        assertThat(isCompilingAfter(Duration.ofSeconds(2), 80)).isFalse();
    }

    @Test
    void isCompiling_compilersThatNeverRest_endsAllTheSame() {
        for (int part = 1; part < WarmUp.MOST; part++) {
            assertThat(isCompilingAfter(Duration.ofSeconds(1), 900)).isTrue();
        }
        assertThat(isCompilingAfter(Duration.ofSeconds(1), 900)).isFalse();
    }
}
