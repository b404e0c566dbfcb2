package dev.tarn.micrometer;

import dev.tarn.CacheStats;
import dev.tarn.CodecException;
import dev.tarn.RemovalCause;
import dev.tarn.spi.Meters.Audit;
import dev.tarn.spi.Meters.CacheMeters;
import dev.tarn.spi.Meters.Span;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures one cache. The cache holds this, this holds the cache, and the registry holds this weakly: so the two go together when nobody
 * holds the cache any more.
 */
final class MeteredCache implements CacheMeters {
    /** Fifty hits a second tell a quantile over some seconds, and cost nothing beside thousands. */
    private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Supplier<CacheStats> stats;
    private final Registration registration;
    private final EventMeters events;
    private final Observing observing;
    private final Runnable onClose;
    private volatile @Nullable AuditMeters audits;
    private volatile boolean remoteFailed;

    MeteredCache(
            Supplier<CacheStats> stats,
            Registration registration,
            EventMeters events,
            Observing observing,
            Runnable onClose) {
        this.stats = stats;
        this.registration = registration;
        this.events = events;
        this.observing = observing;
        this.onClose = onClose;
    }

    CacheStats stats() {
        return stats.get();
    }

    /** Tells whether the remote tier failed when it was asked last. */
    boolean hasRemoteFailed() {
        return remoteFailed;
    }

    @Override
    public Span startLoad(int keys) {
        return observing.load(keys);
    }

    @Override
    public void load(long nanos, int keys, boolean success) {
        events.load(nanos, success);
    }

    @Override
    public Span startRemoteCall(String operation, int keys) {
        return observing.remoteCall(operation, keys);
    }

    @Override
    public void remoteCall(String operation, long nanos, boolean success) {
        if (remoteFailed == success) { // a field that all threads read is written only when it changes
            remoteFailed = !success;
        }
        events.remoteCall(operation, nanos, success);
    }

    @Override
    public void leaseWait(long nanos, int keys) {
        events.leaseWait(nanos);
    }

    @Override
    public void staleServed(long nanos) {
        events.staleServed(nanos);
    }

    @Override
    public void invalidationLag(long nanos) {
        events.invalidationLag(nanos);
    }

    @Override
    public void evicted(String tier, RemovalCause cause, int entries) {
        events.evicted(tier, cause, entries);
    }

    @Override
    public void unreadable(CodecException.Reason reason) {
        events.unreadable(reason);
    }

    @Override
    public long keySampleNanos() {
        return SAMPLE_NANOS;
    }

    @Override
    public void localHit(String tier, long nanos) {
        events.localHit(tier, nanos);
    }

    @Override
    public void audited(Object key, Audit verdict, long ageNanos) {
        audits().audited(verdict, ageNanos);
    }

    private AuditMeters audits() {
        AuditMeters known = audits;
        if (known == null) {
            known = new AuditMeters(registration); // twice gives the same meters
            audits = known;
        }
        return known;
    }

    @Override
    public void close() {
        registration.end();
        onClose.run();
    }
}
