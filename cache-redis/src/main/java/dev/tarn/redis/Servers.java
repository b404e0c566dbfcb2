package dev.tarn.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads addresses. Failures name the scheme and what is wrong, never the address itself: it may hold a password. */
final class Servers {
    private static final Set<String> SINGLE = Set.of("redis", "rediss", "redis-sentinel", "rediss-sentinel");
    private static final Set<String> CLUSTER = Set.of("redis-cluster", "rediss-cluster");

    private Servers() {}

    /** Tells whether an address is that of a Cluster. */
    static boolean isCluster(String uri) {
        return CLUSTER.contains(scheme(uri));
    }

    /**
     * Reads an address; that of a Cluster may name many servers.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    static List<RedisURI> parse(String uri) {
        String scheme = scheme(uri);
        try {
            if (CLUSTER.contains(scheme)) {
                String single = scheme.replace("-cluster", "") + uri.substring(scheme.length());
                return new ArrayList<>(RedisClusterURIUtil.toRedisURIs(URI.create(single)));
            }
            return new ArrayList<>(List.of(RedisURI.create(uri)));
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    "uri begins with " + scheme + ":// but cannot be read, it must look like " + example(scheme));
        }
    }

    private static String scheme(String uri) {
        int end = uri.indexOf("://");
        String scheme = end < 0 ? "" : uri.substring(0, end);
        if (!SINGLE.contains(scheme) && !CLUSTER.contains(scheme)) {
            throw new IllegalArgumentException("uri begins with '" + scheme
                    + "', it must begin with redis://, rediss://, redis-sentinel://, rediss-sentinel://, redis-cluster:// or"
                    + " rediss-cluster://");
        }
        return scheme;
    }

    private static String example(String scheme) {
        if (scheme.endsWith("-sentinel")) {
            return scheme + "://user:password@host1:26379,host2:26379/0#master";
        }
        return CLUSTER.contains(scheme)
                ? scheme + "://user:password@host1:6379,host2:6379"
                : scheme + "://user:password@host:6379/0";
    }
}
