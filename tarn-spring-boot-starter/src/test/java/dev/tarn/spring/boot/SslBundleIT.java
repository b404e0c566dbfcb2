package dev.tarn.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.redis.RedisStore;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.testing.server.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Boot's SSL bundles and credentials for a Redis that speaks nothing but TLS to those whom it knows. */
class SslBundleIT {
    @TempDir
    private Path directory;

    @Test
    void bundle_isWhatTheStoreTrusts() {
        TlsFiles files = TlsFiles.create(directory);
        try (RedisServer redis =
                RedisServer.builder().tls(files).password("secret").start()) {
            ApplicationContextRunner runner = new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(
                            SslAutoConfiguration.class,
                            org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration.class,
                            DataRedisAutoConfiguration.class,
                            TarnAutoConfiguration.class))
                    .withPropertyValues(
                            "spring.data.redis.host=localhost",
                            "spring.data.redis.port=" + redis.port(),
                            "spring.data.redis.password=secret");
            runner.withPropertyValues(
                            "spring.ssl.bundle.pem.shop.truststore.certificate=file:" + files.certificate(),
                            "spring.data.redis.ssl.bundle=shop")
                    .run(context -> assertThat(context.getBean(RedisStore.class).awaitConnected(Duration.ofSeconds(20)))
                            .isTrue());
            runner.withPropertyValues("spring.data.redis.ssl.enabled=true")
                    .run(context -> assertThat(context.getBean(RedisStore.class).awaitConnected(Duration.ofSeconds(1)))
                            .as("nobody vouches for the server")
                            .isFalse());
        }
    }
}
