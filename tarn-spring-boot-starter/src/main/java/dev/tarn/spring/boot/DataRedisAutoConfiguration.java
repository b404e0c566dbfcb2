package dev.tarn.spring.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** Takes the address of Redis from the connection details of Boot 4, whoever has given them: properties, containers, the application. */
@AutoConfiguration(
        before = TarnAutoConfiguration.class,
        after = org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration.class)
@ConditionalOnClass(DataRedisConnectionDetails.class)
@ConditionalOnBean(DataRedisConnectionDetails.class)
@Conditional(DetailsAreMeant.class)
public class DataRedisAutoConfiguration {
    /** Creates the configuration. */
    public DataRedisAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    RedisAddress tarnRedisAddress(DataRedisConnectionDetails details) {
        return new RedisAddress(servers(details), details.getUsername(), details.getPassword(), details.getSslBundle());
    }

    private static String servers(DataRedisConnectionDetails details) {
        boolean tls = details.getSslBundle() != null;
        DataRedisConnectionDetails.@Nullable Sentinel sentinel = details.getSentinel();
        if (sentinel != null) {
            return RedisAddress.sentinel(texts(sentinel.getNodes()), sentinel.getMaster(), sentinel.getDatabase(), tls);
        }
        DataRedisConnectionDetails.@Nullable Cluster cluster = details.getCluster();
        if (cluster != null) {
            return RedisAddress.cluster(texts(cluster.getNodes()), tls);
        }
        DataRedisConnectionDetails.@Nullable Standalone standalone = details.getStandalone();
        if (standalone == null) {
            throw new IllegalArgumentException(
                    "the connection details of Redis name neither a server nor sentinels nor a Cluster");
        }
        return RedisAddress.standalone(standalone.getHost(), standalone.getPort(), standalone.getDatabase(), tls);
    }

    private static List<String> texts(List<DataRedisConnectionDetails.Node> nodes) {
        return nodes.stream().map(node -> node.host() + ":" + node.port()).toList();
    }
}
