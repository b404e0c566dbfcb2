package dev.tarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LookupTest {
    @Test
    void fold_ofEachKind_appliesTheFunctionOfThatKind() {
        assertThat(folded(new Lookup.Found<>("v", "heap", Duration.ZERO, false)))
                .isEqualTo("found v");
        assertThat(folded(new Lookup.Absent<>("remote", Duration.ZERO))).isEqualTo("absent remote");
        assertThat(folded(new Lookup.Missing<>())).isEqualTo("missing");
        assertThat(folded(new Lookup.Unavailable<>(new StoreException("away", null))))
                .isEqualTo("unavailable away");
    }

    private static String folded(Lookup<String> lookup) {
        return lookup.fold(
                found -> "found " + found.value(),
                absent -> "absent " + absent.tier(),
                () -> "missing",
                outage -> "unavailable " + outage.cause().getMessage());
    }
}
