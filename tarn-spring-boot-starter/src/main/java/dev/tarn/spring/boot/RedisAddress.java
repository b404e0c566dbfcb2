package dev.tarn.spring.boot;

import dev.tarn.redis.RedisStoreBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where Boot says that Redis is: what the connection details of one of its versions are turned into. An adapter to a version of Boot declares
 * a bean of this type; where there is none, Tarn has no remote tier.
 *
 * @param servers an address without credentials, as {@link RedisStoreBuilder#uri} reads it
 * @param user the user, or null for the default one
 * @param password the password, or null for none
 * @param ssl how to trust and identify oneself, or null for the platform's way
 */
public record RedisAddress(
        String servers,
        @Nullable String user,
        @Nullable String password,
        @Nullable SslBundle ssl) {

    /**
     * Returns the address of one server.
     *
     * @param host its host
     * @param port its port
     * @param database the number of the database
     * @param tls whether the connection is encrypted
     */
    public static String standalone(String host, int port, int database, boolean tls) {
        return (tls ? "rediss://" : "redis://") + bracketed(host) + ":" + port + "/" + database;
    }

    /**
     * Returns the address of a master that sentinels watch.
     *
     * @param nodes the sentinels, as {@code host:port}
     * @param master the name of the master
     * @param database the number of the database
     * @param tls whether connections are encrypted
     */
    public static String sentinel(List<String> nodes, String master, int database, boolean tls) {
        return (tls ? "rediss-sentinel://" : "redis-sentinel://") + String.join(",", nodes) + "/" + database + "#"
                + master;
    }

    /**
     * Returns the address of a Cluster.
     *
     * @param nodes some of its nodes, as {@code host:port}
     * @param tls whether connections are encrypted
     */
    public static String cluster(List<String> nodes, boolean tls) {
        return (tls ? "rediss-cluster://" : "redis-cluster://") + String.join(",", nodes);
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    void configure(RedisStoreBuilder builder) {
        builder.uri(servers);
        if (password != null) {
            if (user != null) {
                builder.credentials(user, password.toCharArray());
            } else {
                builder.password(password.toCharArray());
            }
        }
        if (ssl != null) {
            builder.trustManager(ssl.getManagers().getTrustManagerFactory());
            builder.keyManager(ssl.getManagers().getKeyManagerFactory());
        }
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "RedisAddress[" + servers + "]";
    }
}
