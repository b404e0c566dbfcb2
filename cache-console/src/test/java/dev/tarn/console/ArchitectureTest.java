package dev.tarn.console;

import dev.tarn.testing.ArchitectureRules;
import dev.tarn.testing.TarnModule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void classes_followTheRules() {
        ArchitectureRules.check(TarnModule.CONSOLE, 8);
    }
}
