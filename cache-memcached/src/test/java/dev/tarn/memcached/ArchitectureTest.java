package dev.tarn.memcached;

import dev.tarn.testing.ArchitectureRules;
import dev.tarn.testing.TarnModule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void memcached_allClasses_keepTheRules() {
        ArchitectureRules.check(TarnModule.MEMCACHED, 20);
    }
}
