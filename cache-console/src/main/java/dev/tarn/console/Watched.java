package dev.tarn.console;

import dev.tarn.Breaker;
import dev.tarn.CacheStats;
import dev.tarn.CodecException;
import dev.tarn.RemovalCause;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Meters.Audit;
import dev.tarn.spi.Meters.CacheMeters;
import dev.tarn.spi.Meters.Span;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Hears what one cache does on behalf of the console, and tells other meters. */
final class Watched implements CacheMeters {
    /** A key that makes up a tenth of the reads is among the samples of two seconds. */
    private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    final CacheId id;
    final Supplier<CacheStats> stats;
    final Timings loads;
    final Timings calls;
    final Heavyweights hot = new Heavyweights();
    final Biggest big = new Biggest();
    final Audits audits;
    final Map<String, Timings> hits = new ConcurrentHashMap<>();

    private final CacheMeters others;
    private final Clock clock;
    private final Runnable onClose;
    private volatile boolean remoteFailed;

    Watched(CacheId id, Supplier<CacheStats> stats, CacheMeters others, Clock clock, Runnable onClose) {
        this.id = id;
        this.stats = stats;
        this.others = others;
        this.clock = clock;
        this.onClose = onClose;
        this.loads = new Timings(clock.nanos());
        this.calls = new Timings(clock.nanos());
        this.audits = new Audits(clock);
    }

    /** Tells whether the remote tier failed when it was asked last. */
    boolean hasRemoteFailed() {
        return remoteFailed;
    }

    @Override
    public Span startLoad(int keys) {
        return others.startLoad(keys);
    }

    @Override
    public void load(long nanos, int keys, boolean success) {
        loads.record(nanos, clock.nanos());
        others.load(nanos, keys, success);
    }

    @Override
    public Span startRemoteCall(String operation, int keys) {
        return others.startRemoteCall(operation, keys);
    }

    @Override
    public void remoteCall(String operation, long nanos, boolean success) {
        if (remoteFailed == success) { // written only when it changes
            remoteFailed = !success;
        }
        calls.record(nanos, clock.nanos());
        others.remoteCall(operation, nanos, success);
    }

    @Override
    public void leaseWait(long nanos, int keys) {
        others.leaseWait(nanos, keys);
    }

    @Override
    public void staleServed(long nanos) {
        others.staleServed(nanos);
    }

    @Override
    public void evicted(String tier, RemovalCause cause, int entries) {
        others.evicted(tier, cause, entries);
    }

    @Override
    public void invalidationLag(long nanos) {
        others.invalidationLag(nanos);
    }

    @Override
    public void unreadable(CodecException.Reason reason) {
        others.unreadable(reason);
    }

    @Override
    public void breakerChanged(Breaker.State state) {
        others.breakerChanged(state);
    }

    @Override
    public long keySampleNanos() {
        long wanted = others.keySampleNanos();
        return wanted > 0 ? Math.min(wanted, SAMPLE_NANOS) : SAMPLE_NANOS;
    }

    @Override
    public void sampledKey(Object key) {
        hot.add(key);
        others.sampledKey(key);
    }

    @Override
    public void localHit(String tier, long nanos) {
        hits.computeIfAbsent(tier, name -> new Timings(clock.nanos())).record(nanos, clock.nanos());
        others.localHit(tier, nanos);
    }

    @Override
    public void audited(Object key, Audit verdict, long ageNanos) {
        audits.add(key, verdict, ageNanos);
        others.audited(key, verdict, ageNanos);
    }

    @Override
    public void encoded(byte[] key, int bytes) {
        big.add(key, bytes);
        others.encoded(key, bytes);
    }

    @Override
    public void close() {
        onClose.run();
        others.close();
    }
}
