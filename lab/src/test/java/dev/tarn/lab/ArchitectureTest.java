package dev.tarn.lab;

import dev.tarn.testing.ArchitectureRules;
import dev.tarn.testing.TarnModule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void lab_allClasses_keepTheRules() {
        ArchitectureRules.check(TarnModule.LAB, 15);
    }
}
