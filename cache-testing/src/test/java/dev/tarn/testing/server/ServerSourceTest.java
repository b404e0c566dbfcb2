package dev.tarn.testing.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerSourceTest {
    @Test
    void require_missingProgram_namesTheCommandThatInstallsIt() {
        assertThatThrownBy(() -> ServerSource.require("no-such-program", "a test"))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("a test needs the program no-such-program")
                .hasMessageContaining("apt-get install -y redis-server memcached")
                .hasMessageContaining("brew install redis memcached");
    }

    @Test
    void find_programOnThePath_isExecutable() {
        assertThat(ServerSource.find("sh"))
                .get()
                .satisfies(file -> assertThat(file).isExecutable());
    }

    @Test
    void choose_unknownSource_namesOptionValueAndLimit() {
        withSource(
                "podman",
                () -> assertThatThrownBy(() -> ServerSource.choose("sh", "image"))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("tarn.test.servers is 'podman', but must be 'path', 'docker' or absent"));
    }

    @Test
    void choose_explicitSource_isTaken() {
        withSource(
                "docker", () -> assertThat(ServerSource.choose("sh", "image")).isEqualTo(ServerSource.DOCKER));
        withSource(
                "path",
                () -> assertThat(ServerSource.choose("no-such-program", "image"))
                        .isEqualTo(ServerSource.PATH));
        withSource("", () -> assertThat(ServerSource.choose("sh", "image")).isEqualTo(ServerSource.PATH));
    }

    @Test
    void choose_nowhere_failsWithTheCommandThatInstallsIt() {
        withSource(
                "",
                () -> assertThatThrownBy(() -> ServerSource.choose("no-such-program", "no-such-image:1"))
                        .isInstanceOf(ServerUnavailableException.class)
                        .hasMessageContaining(
                                "no-such-program is not on the PATH, and Docker does not answer or has no image")
                        .hasMessageContaining("apt-get install -y redis-server memcached"));
    }

    @Test
    void builder_badOption_isRefusedWithItsNameAndLimit() {
        assertThatThrownBy(() -> RedisServer.builder().maxMemory(0, "noeviction"))
                .hasMessage("maxMemory is 0 bytes, but must be above 0");
        assertThatThrownBy(() -> RedisServer.builder().password("a").password("b"))
                .hasMessage("password is set already");
        assertThatThrownBy(() -> MemcachedServer.start(0)).hasMessage("memory is 0 MiB, but must be above 0");
    }

    private static void withSource(String value, Runnable check) {
        String before = System.getProperty(ServerSource.PROPERTY);
        System.setProperty(ServerSource.PROPERTY, value);
        try {
            check.run();
        } finally {
            if (before == null) {
                System.clearProperty(ServerSource.PROPERTY);
            } else {
                System.setProperty(ServerSource.PROPERTY, before);
            }
        }
    }
}
