package dev.tarn.spring.boot;

import dev.tarn.redis.RedisStore;
import dev.tarn.redis.RedisStoreBuilder;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spring.boot.TarnProperties.Remote;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.ClassUtils;

/** Opens the stores of {@code tarn.remotes}. None waits for its server. */
final class NamedRemotes {
    private static final String MEMCACHED = "memcached://";

    private NamedRemotes() {}

    /**
     * Opens all; whoever calls closes them.
     *
     * @throws IllegalArgumentException if one cannot be meant, with its property; then none is left open
     */
    static Map<String, RemoteStore> open(Map<String, Remote> remotes, ObjectProvider<SslBundles> bundles) {
        Map<String, RemoteStore> stores = new LinkedHashMap<>();
        try {
            remotes.forEach((name, remote) -> stores.put(name, open(name, remote, bundles)));
            return stores;
        } catch (RuntimeException e) {
            stores.values().forEach(RemoteStore::close);
            throw e;
        }
    }

    /** Returns the bus of one of the stores; closes them all if there is none. */
    static InvalidationBus bus(String name, Map<String, RemoteStore> stores) {
        RemoteStore store = stores.get(name);
        InvalidationBus bus = store == null ? null : store.bus();
        if (bus == null) {
            stores.values().forEach(RemoteStore::close);
            throw new IllegalArgumentException("tarn.bus is '" + name
                    + "': it must be the name of one of tarn.remotes that has a bus; these are "
                    + new TreeSet<>(stores.keySet()));
        }
        return bus;
    }

    private static RemoteStore open(String name, Remote remote, ObjectProvider<SslBundles> bundles) {
        String uri = remote.uri();
        if (uri == null) {
            throw new IllegalArgumentException("tarn.remotes." + name + ".uri is missing");
        }
        if (name.equals("true") || name.equals("false")) {
            throw new IllegalArgumentException(
                    "tarn.remotes." + name + ": a cache could not name it, its remote would be no name then");
        }
        try {
            return uri.startsWith(MEMCACHED) ? memcached(name, uri, remote) : redis(name, uri, remote, bundles);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("tarn.remotes." + name + ": " + e.getMessage(), e);
        }
    }

    private static RemoteStore redis(String name, String uri, Remote remote, ObjectProvider<SslBundles> bundles) {
        String bundle = remote.ssl().bundle();
        SslBundle ssl = bundle == null ? null : bundles.getObject().getBundle(bundle);
        RedisStoreBuilder builder = RedisStore.builder().name(name);
        new RedisAddress(uri, remote.username(), remote.password(), ssl).configure(builder);
        if (remote.commandTimeout() != null) {
            builder.commandTimeout(remote.commandTimeout());
        }
        if (remote.connectTimeout() != null) {
            builder.connectTimeout(remote.connectTimeout());
        }
        return builder.build();
    }

    private static RemoteStore memcached(String name, String uri, Remote remote) {
        if (!ClassUtils.isPresent("dev.tarn.memcached.MemcachedStore", ClassUtils.getDefaultClassLoader())) {
            throw new IllegalArgumentException("its uri is of Memcached, which needs dev.tarn:cache-memcached");
        }
        if (remote.ssl().bundle() != null || remote.connectTimeout() != null) {
            throw new IllegalArgumentException(
                    "its uri is of Memcached, which has no ssl.bundle and no connect-timeout");
        }
        return MemcachedRemote.open(name, uri, remote);
    }
}
