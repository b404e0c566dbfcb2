package dev.tarn.demo;

import dev.tarn.testing.ArchitectureRules;
import dev.tarn.testing.TarnModule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void demo_allClasses_keepTheRules() {
        ArchitectureRules.check(TarnModule.DEMO, 40);
    }
}
