package dev.tarn.testing.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class MemcachedServerIT {
    @Test
    void start_defaults_storesAndFinds() {
        try (MemcachedServer memcached = MemcachedServer.start(8)) {
            assertThat(memcached.uri()).isEqualTo("127.0.0.1:" + memcached.port());
            assertThat(memcached.command("set k 0 0 5", "value")).containsExactly("STORED");
            assertThat(memcached.command("get k")).containsExactly("VALUE k 0 5", "value", "END");
            assertThat(memcached.command("stats")).contains("STAT limit_maxbytes 8388608");
            assertThat(memcached.command("set n 0 0 2", "41")).containsExactly("STORED");
            assertThat(memcached.command("incr n 1")).containsExactly("42");
        }
    }

    @Test
    void restart_afterKill_isEmptyAtTheSamePort() {
        try (MemcachedServer memcached = MemcachedServer.start()) {
            int port = memcached.port();
            memcached.command("set k 0 0 1", "v");
            memcached.kill();
            assertThatThrownBy(() -> memcached.command("version")).isInstanceOf(UncheckedIOException.class);
            memcached.restart();
            assertThat(memcached.port()).isEqualTo(port);
            assertThat(memcached.command("get k")).containsExactly("END");
        }
    }
}
