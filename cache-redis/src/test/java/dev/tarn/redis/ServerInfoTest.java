package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerInfoTest {
    private static final String REPLICATION = "# Replication\r\nrole:master\r\nconnected_slaves:0\r\n";

    @ParameterizedTest
    @CsvSource({
        "Redis 6.0.16, 6, 0, 6.0.16,",
        "Redis 6.2.14, 6, 2, 6.2.14,",
        "Redis 7.0.15, 7, 0, 7.0.15,",
        "Redis 7.2.5, 7, 2, 7.2.5,",
        "Redis 8.0.1, 8, 0, 8.0.1,",
        "Valkey 7.2.8, 7, 2, 7.2.4, 7.2.8",
        "Valkey 8.0.2, 7, 2, 7.2.4, 8.0.2",
        "Valkey 8.1.1, 7, 2, 7.2.4, 8.1.1"
    })
    void parse_textOfARelease_namesItAndWhatItIsCompatibleWith(
            String product, int major, int minor, String redis, String valkey) {
        ServerInfo server = ServerInfo.parse(server(redis, valkey, "standalone") + REPLICATION);
        assertThat(server).isEqualTo(new ServerInfo(product, major, minor, "standalone", false, ""));
        assertThat(server.isOld()).isEqualTo(major < 7);
    }

    @ParameterizedTest
    @CsvSource({"5.0.14", "6.0.16", "2.8.24"})
    void refusal_before62_namesWhatWasFoundAndWhatIsNeeded(String redis) {
        assertThat(ServerInfo.parse(server(redis, null, "standalone")).refusal())
                .isEqualTo("the server is Redis " + redis + ", it must be Redis 6.2 or later, or Valkey");
    }

    @ParameterizedTest
    @CsvSource({"6.2.0", "6.2.14", "7.0.15", "8.0.1", "10.0.0", "255.255.255"})
    void refusal_since62_isNone(String redis) {
        assertThat(ServerInfo.parse(server(redis, null, "cluster")).refusal()).isNull();
    }

    @Test
    void refusal_sentinel_saysHowToNameIt() {
        assertThat(ServerInfo.parse(server("7.0.15", null, "sentinel")).refusal())
                .isEqualTo("the server is a Sentinel, the address must begin with redis-sentinel://");
    }

    @Test
    void parse_nothing_isTakenForTheBest() {
        for (String text : new String[] {"", "\n", "redis_version:unstable", "no colon here"}) {
            ServerInfo server = ServerInfo.parse(text);
            assertThat(server).isEqualTo(ServerInfo.SILENT);
            assertThat(server.refusal()).isNull();
            assertThat(server.isOld()).isFalse();
        }
    }

    @Test
    void parse_roleOfAReplica_isOne() {
        String text = "# Replication\r\nrole:slave\r\nmaster_host:10.0.0.1\r\n";
        assertThat(ServerInfo.parse(server("7.0.15", null, "standalone") + text).replica())
                .isTrue();
    }

    private static String server(String redis, String valkey, String mode) {
        String text = "# Server\r\nredis_version:" + redis + "\r\n";
        if (valkey != null) {
            text += "server_name:valkey\r\nvalkey_version:" + valkey + "\r\nvalkey_release_stage:ga\r\n";
        }
        return text + "redis_git_sha1:00000000\r\nredis_mode:" + mode
                + "\r\nos:Linux 6.1.0 x86_64\r\ntcp_port:6379\r\n";
    }
}
