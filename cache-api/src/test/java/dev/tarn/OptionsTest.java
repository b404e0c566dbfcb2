package dev.tarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void options_changedStepByStep_keepWhatWasSetBefore() {
        Options options = Options.ttl(Duration.ofMinutes(1)).tags("a", "b").staleFor(Duration.ofHours(1));

        assertThat(options.timeToLive()).isEqualTo(Duration.ofMinutes(1));
        assertThat(options.staleFor()).isEqualTo(Duration.ofHours(1));
        assertThat(options.tags()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void options_none_leaveEverythingToTheCache() {
        assertThat(Options.none().timeToLive()).isNull();
        assertThat(Options.none().staleFor()).isNull();
        assertThat(Options.none().tags()).isEmpty();
    }

    @Test
    void ttl_ofZero_isRefusedWithOptionAndValue() {
        assertThatThrownBy(() -> Options.ttl(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ttl")
                .hasMessageContaining("PT0S");
    }

    @Test
    void staleFor_ofLessThanNothing_isRefused() {
        Options options = Options.none();
        assertThatThrownBy(() -> options.staleFor(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("staleFor");
    }

    @Test
    void tags_beyondTheLimits_areRefusedWithTheLimit() {
        String[] tooMany = IntStream.rangeClosed(0, Options.MAX_TAGS)
                .mapToObj(i -> "t" + i)
                .toArray(String[]::new);

        assertThatThrownBy(() -> Options.tagged(tooMany)).hasMessageContaining(String.valueOf(Options.MAX_TAGS));
        assertThatThrownBy(() -> Options.tagged("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Options.tagged("x".repeat(Options.MAX_TAG_LENGTH + 1)))
                .hasMessageContaining(String.valueOf(Options.MAX_TAG_LENGTH));
        assertThat(Options.tagged("x".repeat(Options.MAX_TAG_LENGTH)).tags()).hasSize(1);
    }
}
