package dev.tarn.testing;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    /** Surefire runs in the module's folder; the API's own tests cannot see these rules, so they are read from its build. */
    private static final Path TESTS_OF_THE_API = Path.of("..", "cache-api", "target", "test-classes");

    @Test
    void testing_allClasses_keepTheRules() {
        ArchitectureRules.check(TarnModule.TESTING, 2);
    }

    @Test
    void api_allClasses_keepTheRules() {
        ArchitectureRules.check(TarnModule.API, 40, Set.of(TESTS_OF_THE_API));
    }
}
