package dev.tarn.spring.boot3;

import dev.tarn.testing.ArchitectureRules;
import dev.tarn.testing.TarnModule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void classes_followTheRules() {
        ArchitectureRules.check(TarnModule.SPRING_BOOT3, 2);
    }
}
