package dev.tarn.invalidation;

import dev.tarn.testing.ArchitectureRules;
import dev.tarn.testing.TarnModule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void invalidation_allClasses_keepTheRules() {
        ArchitectureRules.check(TarnModule.INVALIDATION, 8);
    }
}
