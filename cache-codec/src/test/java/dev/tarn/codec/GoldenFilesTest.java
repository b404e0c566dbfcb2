package dev.tarn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads what every release has written, and compares what is written now with the newest set.
 *
 * <p>A new release adds a set of its own, and touches no older one: {@code mvn test -pl cache-codec -am -Dtest=GoldenFilesTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dtarn.golden.write=0.2}, with {@link #NEWEST} set to the same.
 */
class GoldenFilesTest {
    private static final String NEWEST = "0.1";
    private static final Path HOME = Path.of("src", "test", "resources", "golden");

    /** What release 0.1 wrote; releases may add cases, so that older sets have fewer. */
    private static final int CASES_OF_THE_FIRST_RELEASE = 12;

    static Stream<Arguments> files() throws IOException {
        List<Arguments> files = new ArrayList<>();
        try (Stream<Path> releases = Files.list(HOME)) {
            for (Path release : releases.sorted().toList()) {
                for (GoldenSet.Case each : GoldenSet.all()) {
                    Path file = release.resolve(each.name() + ".bin");
                    if (Files.exists(file)) {
                        files.add(Arguments.of(
                                release.getFileName() + "/" + each.name(), each, Files.readAllBytes(file)));
                    }
                }
            }
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(CASES_OF_THE_FIRST_RELEASE);
        return files.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void file_ofAnyRelease_isRead(String name, GoldenSet.Case each, byte[] bytes) {
        assertThat(each.read(bytes)).isEqualTo(each.expected());
    }

    static List<GoldenSet.Case> cases() {
        return GoldenSet.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bytes_writtenNow_equalTheNewestSet(GoldenSet.Case each) throws IOException {
        byte[] golden = Files.readAllBytes(HOME.resolve(NEWEST).resolve(each.name() + ".bin"));

        if (each.isExact()) {
            assertThat(each.write()).isEqualTo(golden);
        } else {
            assertThat(each.read(each.write())).isEqualTo(each.read(golden));
        }
    }

    @Test
    void set_ofEveryRelease_holdsOnlyKnownCases() throws IOException {
        List<String> known =
                GoldenSet.all().stream().map(each -> each.name() + ".bin").toList();
        try (Stream<Path> all = Files.walk(HOME)) {
            assertThat(all.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .isSubsetOf(known);
        }
    }

    @Test
    @EnabledIfSystemProperty(
            named = "tarn.golden.write",
            matches = ".+",
            disabledReason = "writes a new release's set when asked to")
    void set_ofANewRelease_isWritten() throws IOException {
        Path release = HOME.resolve(System.getProperty("tarn.golden.write"));
        Files.createDirectories(release);
        for (GoldenSet.Case each : GoldenSet.all()) {
            Files.write(release.resolve(each.name() + ".bin"), each.write(), StandardOpenOption.CREATE_NEW);
        }
    }
}
