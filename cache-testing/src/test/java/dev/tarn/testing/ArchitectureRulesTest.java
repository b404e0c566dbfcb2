package dev.tarn.testing;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.tarn.violations.ClockMaker;
import dev.tarn.violations.Innocent;
import dev.tarn.violations.InstantReader;
import dev.tarn.violations.Logs;
import dev.tarn.violations.MillisReader;
import dev.tarn.violations.NanoReader;
import dev.tarn.violations.Poller;
import dev.tarn.violations.PollerIT;
import dev.tarn.violations.Printer;
import dev.tarn.violations.Sleeper;
import dev.tarn.violations.StringUtils;
import dev.tarn.violations.TracePrinter;
import dev.tarn.violations.UnitSleeper;
import dev.tarn.violations.UsesTestcontainers;
import dev.tarn.violations.unmarked.Unmarked;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule must be able to fail: it is shown a class that breaks it, and one that does not. */
class ArchitectureRulesTest {
    static Stream<Arguments> violations() {
        return Stream.of(
                Arguments.of(ArchitectureRules.NO_SLEEP, Sleeper.class, "java.lang.Thread.sleep(long)"),
                Arguments.of(
                        ArchitectureRules.NO_SLEEP, UnitSleeper.class, "java.util.concurrent.TimeUnit.sleep(long)"),
                Arguments.of(ArchitectureRules.ONE_CLOCK, NanoReader.class, "java.lang.System.nanoTime()"),
                Arguments.of(ArchitectureRules.ONE_CLOCK, MillisReader.class, "java.lang.System.currentTimeMillis()"),
                Arguments.of(ArchitectureRules.ONE_CLOCK, InstantReader.class, "java.time.Instant.now()"),
                Arguments.of(ArchitectureRules.ONE_CLOCK, ClockMaker.class, "java.time.Clock.systemUTC()"),
                Arguments.of(ArchitectureRules.NULL_MARKED_PACKAGES, Unmarked.class, "which is not @NullMarked"),
                Arguments.of(ArchitectureRules.SPEAKING_NAMES, StringUtils.class, "StringUtils"),
                Arguments.of(ArchitectureRules.SPEAKING_NAMES, StringUtils.NestedManager.class, "NestedManager"),
                Arguments.of(ArchitectureRules.POLL_ONLY_SERVERS, Poller.class, "org.awaitility"),
                Arguments.of(ArchitectureRules.NO_JAVA_UTIL_LOGGING, Logs.class, "java.util.logging.Logger"),
                Arguments.of(ArchitectureRules.NO_CONSOLE, Printer.class, "java.lang.System.out"),
                Arguments.of(ArchitectureRules.NO_CONSOLE, TracePrinter.class, "printStackTrace()"),
                Arguments.of(
                        ArchitectureRules.dependencies(TarnModule.INVALIDATION),
                        UsesTestcontainers.class,
                        "org.testcontainers.utility.DockerImageName"));
    }

    static Stream<ArchRule> commonRules() {
        return Stream.of(ArchitectureRules.EVERYWHERE, ArchitectureRules.LIBRARIES)
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("violations")
    void rule_classThatBreaksIt_failsAndNamesThePlace(ArchRule rule, Class<?> violation, String place) {
        assertThatThrownBy(() -> rule.check(fixture(violation)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(violation.getName())
                .hasMessageContaining(place);
    }

    @ParameterizedTest
    @MethodSource("commonRules")
    void rule_classThatBreaksNone_passes(ArchRule rule) {
        assertThatCode(() -> rule.check(fixture(Innocent.class))).doesNotThrowAnyException();
    }

    @Test
    void pollOnlyServers_integrationTest_passes() {
        assertThatCode(() -> ArchitectureRules.POLL_ONLY_SERVERS.check(fixture(PollerIT.class)))
                .doesNotThrowAnyException();
    }

    @Test
    void oneClock_itsException_isStillNeeded() {
        JavaClasses clock = ArchitectureRules.read(TarnModule.API, Set.of())
                .that(describe("the clock", type -> type.getName().equals(ArchitectureRules.THE_CLOCK)));
        assertThat(clock).hasSize(1);
        assertThat(clock.iterator().next().getMethodCallsFromSelf())
                .anyMatch(call -> call.getTarget().getFullName().equals("java.lang.System.nanoTime()"));
    }

    @Test
    void read_module_findsProductionCodeAndTests() {
        JavaClasses found = ArchitectureRules.read(TarnModule.TESTING, Set.of());
        assertThat(found.contain(ArchitectureRules.class)).isTrue();
        assertThat(found.contain(ArchitectureRulesTest.class)).isTrue();
        assertThat(found.contain(Innocent.class)).isFalse();
    }

    @Test
    void check_fewerClassesThanExpected_fails() {
        assertThatThrownBy(() -> ArchitectureRules.check(TarnModule.TESTING, 100_000))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("TESTING")
                .hasMessageContaining("expected at least 100000");
    }

    @Test
    void check_minimumOfNone_isRefused() {
        assertThatThrownBy(() -> ArchitectureRules.check(TarnModule.TESTING, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("minimumClasses is 0, must be at least 1");
    }

    private static JavaClasses fixture(Class<?> type) {
        JavaClasses found = new ClassFileImporter()
                .importPackages("dev.tarn.violations")
                .that(describe("the fixture", candidate -> candidate.isEquivalentTo(type)));
        assertThat(found).hasSize(1);
        return found;
    }
}
