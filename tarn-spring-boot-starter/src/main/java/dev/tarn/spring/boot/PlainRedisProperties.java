package dev.tarn.spring.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Reads {@code spring.data.redis.*} where Spring Data Redis, whose properties they are, is not there to do it. */
final class PlainRedisProperties {
    private static final String PREFIX = "spring.data.redis.";
    private static final int PORT = 6379;

    private PlainRedisProperties() {}

    /** Tells whether they say which server. */
    static boolean areSet(Environment environment) {
        return environment.containsProperty(PREFIX + "url")
                || environment.containsProperty(PREFIX + "host")
                || environment.containsProperty(PREFIX + "sentinel.master")
                || !nodes(environment, "cluster").isEmpty();
    }

    /**
     * Returns the address that they give.
     *
     * @throws IllegalArgumentException if they need Spring Data Redis to be understood
     */
    static RedisAddress address(Environment environment) {
        if (environment.containsProperty(PREFIX + "ssl.bundle")) {
            throw new IllegalArgumentException(
                    PREFIX + "ssl.bundle is read by Spring Data Redis, which is not on the class path");
        }
        String url = environment.getProperty(PREFIX + "url");
        return new RedisAddress(
                url == null ? servers(environment) : url,
                url == null ? environment.getProperty(PREFIX + "username") : null,
                url == null ? environment.getProperty(PREFIX + "password") : null,
                null);
    }

    private static String servers(Environment environment) {
        boolean tls = environment.getProperty(PREFIX + "ssl.enabled", Boolean.class, false);
        int database = environment.getProperty(PREFIX + "database", Integer.class, 0);
        @Nullable String master = environment.getProperty(PREFIX + "sentinel.master");
        if (master != null) {
            return RedisAddress.sentinel(nodes(environment, "sentinel"), master, database, tls);
        }
        List<String> cluster = nodes(environment, "cluster");
        return cluster.isEmpty()
                ? RedisAddress.standalone(
                        environment.getProperty(PREFIX + "host", "localhost"),
                        environment.getProperty(PREFIX + "port", Integer.class, PORT),
                        database,
                        tls)
                : RedisAddress.cluster(cluster, tls);
    }

    private static List<String> nodes(Environment environment, String kind) {
        return Binder.get(environment)
                .bind(PREFIX + kind + ".nodes", Bindable.listOf(String.class))
                .orElse(List.of());
    }
}
