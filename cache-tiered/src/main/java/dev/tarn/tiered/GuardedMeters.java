package dev.tarn.tiered;

import dev.tarn.Breaker;
import dev.tarn.CacheStats;
import dev.tarn.CodecException;
import dev.tarn.RemovalCause;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Meters;
import dev.tarn.spi.Meters.CacheMeters;
import dev.tarn.spi.Meters.Span;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Keeps a failure of the application's meters away from the work that they measure, and tells Flight Recorder of it as well. */
final class GuardedMeters implements CacheMeters {
    private static final System.Logger LOG = System.getLogger("dev.tarn");

    private final CacheId cache;
    private final Clock clock;
    private final Map<String, EvictionWatch> evictions = new ConcurrentHashMap<>();
    private volatile CacheMeters meters = CacheMeters.NONE;

    GuardedMeters(CacheId cache, Clock clock) {
        this.cache = cache;
        this.clock = clock;
    }

    /** Begins to measure the cache; before that the application's meters are told nothing. */
    void open(Meters all, Supplier<CacheStats> stats) {
        guarded(() -> meters = all.open(cache, stats));
    }

    /** Tells whether nobody measures. */
    boolean isOff() {
        return meters == CacheMeters.NONE;
    }

    @Override
    public Span startLoad(int keys) {
        return LoadEvent.begun(cache, keys, started(() -> meters.startLoad(keys)));
    }

    @Override
    public Span startRemoteCall(String operation, int keys) {
        return RemoteCallEvent.begun(cache, operation, keys, started(() -> meters.startRemoteCall(operation, keys)));
    }

    @Override
    public void load(long nanos, int keys, boolean success) {
        guarded(() -> meters.load(nanos, keys, success));
    }

    @Override
    public void remoteCall(String operation, long nanos, boolean success) {
        guarded(() -> meters.remoteCall(operation, nanos, success));
    }

    @Override
    public void leaseWait(long nanos, int keys) {
        guarded(() -> meters.leaseWait(nanos, keys));
    }

    @Override
    public void staleServed(long nanos) {
        guarded(() -> meters.staleServed(nanos));
    }

    @Override
    public void evicted(String tier, RemovalCause cause, int entries) {
        if (cause == RemovalCause.SIZE && EvictionStormEvent.isWanted()) {
            evictions
                    .computeIfAbsent(tier, name -> new EvictionWatch(cache, name, clock))
                    .evicted(entries);
        }
        guarded(() -> meters.evicted(tier, cause, entries));
    }

    @Override
    public void invalidationLag(long nanos) {
        guarded(() -> meters.invalidationLag(nanos));
    }

    @Override
    public void unreadable(CodecException.Reason reason) {
        guarded(() -> meters.unreadable(reason));
    }

    @Override
    public void breakerChanged(Breaker.State state) {
        guarded(() -> meters.breakerChanged(state));
    }

    @Override
    public long keySampleNanos() {
        try {
            return meters.keySampleNanos();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "meters failed", e);
            return 0;
        }
    }

    @Override
    public void sampledKey(Object key) {
        guarded(() -> meters.sampledKey(key));
    }

    @Override
    public void localHit(String tier, long nanos) {
        guarded(() -> meters.localHit(tier, nanos));
    }

    @Override
    public void audited(Object key, Meters.Audit verdict, long ageNanos) {
        guarded(() -> meters.audited(key, verdict, ageNanos));
    }

    @Override
    public void encoded(byte[] key, int bytes) {
        guarded(() -> meters.encoded(key, bytes));
    }

    @Override
    public void close() {
        guarded(meters::close);
    }

    private static void guarded(Runnable measurement) {
        try {
            measurement.run();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "meters failed", e);
        }
    }

    private static Span started(Supplier<Span> begin) {
        try {
            Span span = begin.get();
            return span == Span.NONE ? span : failure -> guarded(() -> span.end(failure));
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "meters failed", e);
            return Span.NONE;
        }
    }
}
