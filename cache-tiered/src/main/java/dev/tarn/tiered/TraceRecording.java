package dev.tarn.tiered;

import dev.tarn.CodecException;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Codec;
import dev.tarn.spi.Scheduler;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The recording of a cache's reads, under way or over: see {@link TraceRecorder}. It ends when it is closed, when its time is over, when its file is
 * full or cannot be written, and with the cache; the file is complete then. Thread-safe.
 */
public final class TraceRecording implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.tarn");
    private static final int PLACES = 1 << 14;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String cache;
    private final Clock clock;
    private final long begun;
    private final long lasts;
    /** Which mixed hashes are recorded: those up to this one, all taken as numbers of 63 bits. */
    private final long highest;

    private final long salt = ThreadLocalRandom.current().nextLong();
    private final AccessRing ring = new AccessRing(PLACES);
    private final LongAdder recorded = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final KeyMarks marks;
    private final TraceWriter writer;
    private final ReadSamples<?, ?> samples;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile @Nullable IOException failure;
    private volatile Scheduler.@Nullable Scheduled next;
    private volatile boolean ended;

    private TraceRecording(
            String cache, TraceRecorder plan, Clock clock, ReadSamples<?, ?> samples, @Nullable Codec<Object> codec)
            throws IOException {
        this.cache = cache;
        this.clock = clock;
        this.samples = samples;
        this.begun = clock.nanos();
        this.lasts = plan.maximumTime().toNanos();
        this.highest = (long) (plan.sample() * Long.MAX_VALUE);
        this.marks = new KeyMarks(codec);
        this.writer = new TraceWriter(plan.file(), plan.sample(), plan.maximumBytes());
    }

    /**
     * Begins to record.
     *
     * @param codecs makes a codec for the keys, if the cache has none and there is a provider
     * @throws IOException if the file exists or cannot be written
     * @throws IllegalStateException if another recording of the cache is under way
     */
    static TraceRecording start(Core<?, ?> core, TraceRecorder plan, CodecsOnDemand codecs) throws IOException {
        core.samples().checkFree();
        TraceRecording recording =
                new TraceRecording(core.id().toString(), plan, core.clock(), core.samples(), keyCodec(core, codecs));
        try {
            core.samples().record(recording);
        } catch (IllegalStateException e) {
            recording.close();
            throw e;
        }
        recording.follow(core.scheduler(), core.executor());
        return recording;
    }

    @SuppressWarnings("unchecked") // it is given keys of this cache alone
    private static @Nullable Codec<Object> keyCodec(Core<?, ?> core, CodecsOnDemand codecs) {
        Codec<?> codec = core.keys() == null ? core.settings().keyCodec() : core.keys();
        if (codec == null) {
            try {
                codec = codecs.get().keys(core.settings().keyType());
            } catch (IllegalStateException | IllegalArgumentException e) {
                LOG.log(Level.DEBUG, "keys of cache {0} are told apart by their hash codes: {1}", core.id(), e);
            }
        }
        return (Codec<Object>) codec;
    }

    /** Writes down again and again what was read, until it is over. */
    private void follow(Scheduler scheduler, Executor executor) {
        if (!ended) {
            Scheduler.Scheduled later = scheduler.schedule(() -> writeSoon(scheduler, executor), PAUSE_NANOS);
            next = later;
            if (ended) {
                later.cancel();
            }
        }
    }

    private void writeSoon(Scheduler scheduler, Executor executor) {
        try {
            executor.execute(() -> {
                write();
                follow(scheduler, executor);
            });
        } catch (RejectedExecutionException e) {
            follow(scheduler, executor); // it is busy; or closed, and the cache with it
        }
    }

    /** Takes note of a read, if its key is one of those that are recorded. Allocates nothing, waits for nothing. */
    void read(Object key) {
        if ((mixed(key.hashCode()) >>> 1) <= highest && !ended && !ring.offer(key, clock.nanos())) {
            dropped.increment();
        }
    }

    private long mixed(int hash) {
        long mixed = (hash ^ salt) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 29);
    }

    /** Tells whether it is under way. */
    public boolean isRunning() {
        return !ended;
    }

    /** Returns how many reads are in the file. */
    public long recorded() {
        return recorded.sum();
    }

    /** Returns how many reads of recorded keys are not in the file: because they came too fast, or their key could not be encoded. */
    public long dropped() {
        return dropped.sum();
    }

    /** Returns the size of the file; while it is under way some reads more may be on their way there. */
    public long bytes() {
        return writer.bytes();
    }

    /** Returns why the file could not be written; empty if it could. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    private void write() {
        writing.lock();
        try {
            if (!ended) {
                ring.drain(this::write);
                flush();
                if (clock.nanos() - begun >= lasts) {
                    end();
                }
            }
        } finally {
            writing.unlock();
        }
    }

    private void write(Object key, long nanos) {
        if (ended || nanos - begun >= lasts) {
            return;
        }
        try {
            if (writer.write(marks.of(key), TimeUnit.NANOSECONDS.toMillis(nanos - begun))) {
                recorded.increment();
            } else {
                end();
            }
        } catch (CodecException e) {
            dropped.increment();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void flush() {
        try {
            if (!ended) {
                writer.flush();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        failure = e;
        LOG.log(Level.WARNING, "the recording of cache " + cache + " cannot be written and is over", e);
        end();
    }

    /** Ends it, with the lock held. */
    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        samples.recordNoMore(this);
        Scheduler.Scheduled later = next;
        if (later != null) {
            later.cancel();
        }
        try {
            writer.close();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
    }

    /** Ends it: writes what was read until now, and completes the file. Waits for the disk. Idempotent. */
    @Override
    public void close() {
        write();
        writing.lock();
        try {
            end();
        } finally {
            writing.unlock();
        }
    }
}
