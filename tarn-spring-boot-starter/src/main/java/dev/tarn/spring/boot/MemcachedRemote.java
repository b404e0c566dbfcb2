package dev.tarn.spring.boot;

import dev.tarn.memcached.MemcachedStore;
import dev.tarn.memcached.MemcachedStoreBuilder;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spring.boot.TarnProperties.Remote;

/** Opens a store on Memcached. To be touched only where {@code cache-memcached} is on the class path. */
final class MemcachedRemote {
    private MemcachedRemote() {}

    static RemoteStore open(String name, String uri, Remote remote) {
        MemcachedStoreBuilder builder = MemcachedStore.builder().uri(uri).name(name);
        if (remote.username() != null && remote.password() != null) {
            builder.credentials(remote.username(), remote.password().toCharArray());
        }
        if (remote.commandTimeout() != null) {
            builder.commandTimeout(remote.commandTimeout());
        }
        return builder.build();
    }
}
