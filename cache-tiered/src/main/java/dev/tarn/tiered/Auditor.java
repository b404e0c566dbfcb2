package dev.tarn.tiered;

import dev.tarn.CodecException;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Meters.Audit;
import dev.tarn.spi.RemoteRead;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a local tier has served with what the remote store holds, apart from all that the protocol believes: it asks the store itself.
 *
 * <p>One look proves nothing. A change that is recorded and not yet heard of here makes the two different, and rightly so until the staleness
 * bound has passed. So what differs is looked at again then. If this node still serves the very entry, something that it should have heard of, or
 * that nobody told of, has made it differ. Versions alone do not say so either: a refresh by another node gives a value a newer version and
 * may not change it. So values are compared, and the versions say which of the two is older.
 *
 * <p>Thread-safe. At most {@value #MOST} samples are under way; more are passed over.
 */
final class Auditor<K, V> {
    static final int MOST = 16;

    private static final System.Logger LOG = System.getLogger("dev.tarn");
    private static final Duration WITHOUT_BOUND = Duration.ofSeconds(5);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** By so much a move between tiers may round the time at which an entry was written. */
    private static final long ROUNDED_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final Core<K, V> core;
    private final RemoteAccess<V> remote;
    private final long judgedAfterNanos;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong loggedAt;

    /** What is looked at: an entry that a tier has served. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sample<K, V>(K key, byte[] bytes, Entry<V> served, String tier) {}

    Auditor(Core<K, V> core, RemoteAccess<V> remote) {
        this.core = core;
        this.remote = remote;
        Duration bound = core.settings().maximumStaleness();
        this.judgedAfterNanos = (bound == null ? WITHOUT_BOUND : bound).toNanos();
        this.loggedAt = new AtomicLong(core.clock().nanos() - QUIET_NANOS);
    }

    /** Takes an entry that was served just now. Returns at once. */
    void look(K key, Entry<V> served, String tier) {
        if (underWay.incrementAndGet() > MOST) {
            underWay.decrementAndGet();
            return;
        }
        onExecutor(() -> {
            Sample<K, V> sample = new Sample<>(key, core.encoded(key), served, tier);
            ask(sample, read -> first(sample, read));
        });
    }

    /** Asks the store; goes on with its answer, or with null if there is none. */
    private void ask(Sample<K, V> sample, Consumer<@Nullable RemoteRead> next) {
        CompletionStage<RemoteRead> answer;
        try {
            answer = remote.isReadable()
                    ? remote.readQuietly(sample.bytes())
                    : CompletableFuture.failedStage(new IllegalStateException("the remote tier is not read now"));
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(e);
        }
        answer.whenComplete((read, failure) -> onExecutor(() -> next.accept(failure == null ? read : null)));
    }

    private void first(Sample<K, V> sample, @Nullable RemoteRead read) {
        Likeness<V> likeness = compared(sample, read, sample.served());
        if (likeness == null || likeness.alike()) {
            end(sample, likeness == null ? Audit.INCOMPARABLE : Audit.AGREES, 0);
            return;
        }
        try {
            core.scheduler().schedule(() -> onExecutor(() -> lookAgain(sample)), judgedAfterNanos);
        } catch (RejectedExecutionException e) {
            underWay.decrementAndGet(); // the Tarn that owns the scheduler is being closed
        }
    }

    private void lookAgain(Sample<K, V> sample) {
        if (stillServed(sample) == null) {
            end(sample, Audit.SETTLED, 0);
        } else {
            ask(sample, read -> second(sample, read));
        }
    }

    private void second(Sample<K, V> sample, @Nullable RemoteRead read) {
        Entry<V> held = stillServed(sample); // after the store was asked: it was served all the time
        Likeness<V> likeness = held == null ? null : compared(sample, read, held);
        if (held == null || (likeness != null && likeness.alike())) {
            end(sample, Audit.SETTLED, 0);
        } else if (likeness == null) {
            end(sample, Audit.INCOMPARABLE, 0);
        } else {
            diverged(sample, held, likeness.there());
        }
    }

    /** Returns what is held of a sample's key, if it is what was served then and would be served now. */
    private @Nullable Entry<V> stillServed(Sample<K, V> sample) {
        long now = core.clock().nanos();
        Entry<V> held = core.locals().peek(sample.key());
        boolean served = held != null
                && isTheOne(held, sample.served())
                && !held.isDead(now)
                && core.coherence().isCoherent(held, now)
                && !core.pending().concerns(sample.key());
        return served ? held : null;
    }

    private static boolean isTheOne(Entry<?> held, Entry<?> served) {
        return held.shard() == served.shard()
                && held.version() == served.version()
                && Math.abs(held.writtenAt() - served.writtenAt()) <= ROUNDED_NANOS;
    }

    /** Compares what the store has answered with what is held, or returns null if that cannot be done. */
    private @Nullable Likeness<V> compared(Sample<K, V> sample, @Nullable RemoteRead read, Entry<V> held) {
        byte[] envelope = read == null ? null : read.envelope();
        if (envelope == null) {
            return null;
        }
        try {
            return remote.compare(sample.bytes(), envelope, held.value());
        } catch (CodecException e) {
            return null; // unreadable; counted where it is read for somebody
        }
    }

    private void diverged(Sample<K, V> sample, Entry<V> held, Entry<V> there) {
        boolean isOlder = remote.holdsLog() && held.version() < there.version();
        long now = core.clock().nanos();
        long age = Math.max(0, Math.min(now - held.writtenAt(), now - there.writtenAt()));
        Audit verdict = isOlder ? Audit.BEHIND : Audit.APART;
        end(sample, verdict, age);
        long last = loggedAt.get();
        if (now - last >= QUIET_NANOS && loggedAt.compareAndSet(last, now)) {
            LOG.log(
                    Level.WARNING,
                    "cache {0}: what the {1} tier serves of the key with the hash {2} is not what the remote store holds ({3}): version {4} here,"
                            + " {5} there, different for {6} at most",
                    core.id(),
                    sample.tier(),
                    Integer.toHexString(sample.key().hashCode()),
                    verdict,
                    String.valueOf(held.version()),
                    String.valueOf(there.version()),
                    Duration.ofNanos(age));
        }
    }

    private void end(Sample<K, V> sample, Audit verdict, long ageNanos) {
        underWay.decrementAndGet();
        core.meters().audited(sample.key(), verdict, ageNanos);
    }

    /** Runs a step; whatever keeps it from its end ends the sample. */
    private void onExecutor(Runnable step) {
        try {
            core.executor().execute(() -> {
                try {
                    step.run();
                } catch (RuntimeException e) { // of a codec, or of an equality of the user's
                    underWay.decrementAndGet();
                    LOG.log(Level.DEBUG, "an audit failed", e);
                }
            });
        } catch (RejectedExecutionException e) {
            underWay.decrementAndGet(); // busy: there will be other samples
        }
    }
}
