package dev.tarn.local;

import dev.tarn.testing.ArchitectureRules;
import dev.tarn.testing.TarnModule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void local_allClasses_keepTheRules() {
        ArchitectureRules.check(TarnModule.LOCAL, 8);
    }
}
