package dev.tarn.codec;

import dev.tarn.testing.ArchitectureRules;
import dev.tarn.testing.TarnModule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void codec_allClasses_keepTheRules() {
        ArchitectureRules.check(TarnModule.CODEC, 40);
    }
}
