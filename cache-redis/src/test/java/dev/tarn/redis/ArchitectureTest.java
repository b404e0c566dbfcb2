package dev.tarn.redis;

import dev.tarn.testing.ArchitectureRules;
import dev.tarn.testing.TarnModule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void redis_allClasses_keepTheRules() {
        ArchitectureRules.check(TarnModule.REDIS, 20);
    }
}
