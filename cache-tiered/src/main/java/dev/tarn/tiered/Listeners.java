package dev.tarn.tiered;

import dev.tarn.Cache;
import dev.tarn.CacheListener;
import dev.tarn.RemovalCause;
import dev.tarn.spi.Entry;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a cache's listeners what happens, on the executor; what they throw is logged and goes no further. */
final class Listeners<K, V> {
    private static final System.Logger LOG = System.getLogger("dev.tarn");

    private final String cache;
    private final Executor executor;
    private final List<CacheListener<? super K, ? super V>> listeners = new CopyOnWriteArrayList<>();

    Listeners(String cache, Executor executor) {
        this.cache = cache;
        this.executor = executor;
    }

    Cache.Registration add(CacheListener<? super K, ? super V> listener) {
        // a wrapper of its own for each registration, so that one that is added twice is removed once
        CacheListener<? super K, ? super V> registered = new Registered<>(listener);
        listeners.add(registered);
        return () -> listeners.remove(registered);
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    void loaded(K key, @Nullable V value) {
        tell(listener -> listener.onLoad(key, value));
    }

    void loadFailed(K key, Throwable failure) {
        tell(listener -> listener.onLoadFailure(key, failure));
    }

    void removed(K key, @Nullable Entry<V> held, RemovalCause cause) {
        V value = held == null ? null : held.value();
        tell(listener -> listener.onRemoval(key, value, cause));
    }

    private void tell(Consumer<CacheListener<? super K, ? super V>> call) {
        if (listeners.isEmpty()) {
            return;
        }
        try {
            executor.execute(() -> listeners.forEach(listener -> guarded(listener, call)));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "cache {0}: listeners not told, the executor refused", cache);
        }
    }

    private void guarded(
            CacheListener<? super K, ? super V> listener, Consumer<CacheListener<? super K, ? super V>> call) {
        try {
            call.accept(listener);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "cache " + cache + ": a listener failed", e);
        }
    }

    private static final class Registered<K, V> implements CacheListener<K, V> {
        private final CacheListener<? super K, ? super V> listener;

        Registered(CacheListener<? super K, ? super V> listener) {
            this.listener = listener;
        }

        @Override
        public void onLoad(K key, @Nullable V value) {
            listener.onLoad(key, value);
        }

        @Override
        public void onLoadFailure(K key, Throwable failure) {
            listener.onLoadFailure(key, failure);
        }

        @Override
        public void onRemoval(K key, @Nullable V value, RemovalCause cause) {
            listener.onRemoval(key, value, cause);
        }
    }
}
