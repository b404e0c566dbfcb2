package dev.tarn.spring.boot3;

import dev.tarn.spring.boot.DetailsAreMeant;
import dev.tarn.spring.boot.RedisAddress;
import dev.tarn.spring.boot.TarnAutoConfiguration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/** Takes the address of Redis from the connection details of Boot 3.5. */
@AutoConfiguration(before = TarnAutoConfiguration.class, after = RedisAutoConfiguration.class)
@ConditionalOnClass(RedisConnectionDetails.class)
@ConditionalOnBean(RedisConnectionDetails.class)
@Conditional(DetailsAreMeant.class)
public class RedisDetailsAutoConfiguration {
    /** Creates the configuration. */
    public RedisDetailsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    RedisAddress tarnRedisAddress(
            RedisConnectionDetails details, ObjectProvider<SslBundles> bundles, Environment environment) {
        SslBundle ssl = bundle(details, bundles, environment);
        boolean tls = ssl != null || environment.getProperty("spring.data.redis.ssl.enabled", Boolean.class, false);
        return new RedisAddress(servers(details, tls), details.getUsername(), details.getPassword(), ssl);
    }

    private static @Nullable SslBundle bundle(
            RedisConnectionDetails details, ObjectProvider<SslBundles> bundles, Environment environment) {
        RedisConnectionDetails.@Nullable Standalone standalone = details.getStandalone();
        SslBundle own = standalone == null ? null : standalone.getSslBundle();
        String name = environment.getProperty("spring.data.redis.ssl.bundle");
        return own != null || name == null ? own : bundles.getObject().getBundle(name);
    }

    private static String servers(RedisConnectionDetails details, boolean tls) {
        RedisConnectionDetails.@Nullable Sentinel sentinel = details.getSentinel();
        if (sentinel != null) {
            return RedisAddress.sentinel(texts(sentinel.getNodes()), sentinel.getMaster(), sentinel.getDatabase(), tls);
        }
        RedisConnectionDetails.@Nullable Cluster cluster = details.getCluster();
        if (cluster != null) {
            return RedisAddress.cluster(texts(cluster.getNodes()), tls);
        }
        RedisConnectionDetails.Standalone standalone = details.getStandalone();
        return RedisAddress.standalone(standalone.getHost(), standalone.getPort(), standalone.getDatabase(), tls);
    }

    private static List<String> texts(List<RedisConnectionDetails.Node> nodes) {
        return nodes.stream().map(node -> node.host() + ":" + node.port()).toList();
    }
}
