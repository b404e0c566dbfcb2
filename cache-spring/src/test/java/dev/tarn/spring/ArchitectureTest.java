package dev.tarn.spring;

import dev.tarn.testing.ArchitectureRules;
import dev.tarn.testing.TarnModule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void classes_followTheRules() {
        ArchitectureRules.check(TarnModule.SPRING, 20);
    }
}
