package dev.tarn.invalidation;

import static java.util.Objects.requireNonNull;

import dev.tarn.CacheClosedException;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.InvalidationBus;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Carries invalidations between nodes that live in one process and share one object of this class: several caches under one name
 * behave as nodes of a cluster. Keeps the logs in memory. Thread-safe; nothing here blocks but {@link #close()}.
 *
 * <p>Messages take the way that they take between processes: each is turned into its {@linkplain WireForm bytes} and back, and is
 * delivered on an executor, never on the stack of the node that caused it. Each listener hears one message after the other, in the
 * order of the log within a shard. A listener that is too slow for what comes in loses its queue, and hears that it was disconnected
 * and connected again. What listeners throw is logged.
 *
 * <p>Logs live as long as the bus: a node that leaves and comes back can catch up.
 */
public final class InProcessBus implements InvalidationBus {
    private final int shards;
    private final int logCapacity;
    private final Clock clock;
    private final Executor executor;
    private final @Nullable DeliveryThread ownThread;
    private final Object lock = new Object();
    private final Map<CacheId, Topic> topics = new HashMap<>();
    private volatile boolean closed;

    private InProcessBus(Builder builder) {
        this.shards = builder.shards;
        this.logCapacity = builder.logCapacity;
        this.clock = builder.clock;
        this.ownThread = builder.executor == null ? new DeliveryThread() : null;
        this.executor = builder.executor == null ? requireNonNull(ownThread) : builder.executor;
    }

    /** Creates a bus with one shard for each cache and a thread of its own. */
    public static InProcessBus create() {
        return builder().build();
    }

    /** Begins to describe a bus. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a node's own end of this bus, for code that closes the bus it is given: closing the end leaves the node's channels, and
     * nothing else.
     */
    public InvalidationBus node() {
        return new InProcessNode(this);
    }

    @Override
    public BusChannel open(CacheId cache, BusListener listener) {
        requireNonNull(listener, "listener");
        synchronized (lock) {
            if (closed) {
                throw new CacheClosedException("in-process bus");
            }
            Topic topic = topics.computeIfAbsent(cache, id -> new Topic(id, shards, logCapacity, clock));
            return topic.join(new Mailbox(cache, listener, executor));
        }
    }

    @Override
    public Duration pollBudget() {
        return Duration.ZERO;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Waits for a message that is being delivered, for a second at most, unless it is called by a listener. An executor that was
     * given to the bus is left alone.
     */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            topics.values().forEach(Topic::close);
        }
        if (ownThread != null) {
            ownThread.close();
        }
    }

    /** Describes a bus. Not thread-safe. */
    public static final class Builder {
        private static final int MAXIMUM_SHARDS = 1024;

        private int shards = 1;
        private int logCapacity = 16_384;
        private Clock clock = Clock.system();
        private @Nullable Executor executor;

        private Builder() {}

        /**
         * Sets into how many shards the log of each cache is split; 1 by default.
         *
         * @param count from 1 to {@value MAXIMUM_SHARDS}
         * @throws IllegalArgumentException if the number is out of range
         */
        public Builder shards(int count) {
            if (count < 1 || count > MAXIMUM_SHARDS) {
                throw new IllegalArgumentException(
                        "InProcessBus.shards is " + count + ", it must be from 1 to " + MAXIMUM_SHARDS);
            }
            this.shards = count;
            return this;
        }

        /**
         * Sets how many steps the log of each shard keeps; 16,384 by default. A node that fell further behind starts from nothing.
         *
         * @param steps at least 1
         * @throws IllegalArgumentException if the number is below 1
         */
        public Builder logCapacity(int steps) {
            if (steps < 1) {
                throw new IllegalArgumentException("InProcessBus.logCapacity is " + steps + ", it must be 1 or more");
            }
            this.logCapacity = steps;
            return this;
        }

        /**
         * Sets the clock from which stamps are made; that of the machine by default.
         *
         * @param source the clock
         */
        public Builder clock(Clock source) {
            this.clock = requireNonNull(source, "clock");
            return this;
        }

        /**
         * Sets where listeners are called; by default a daemon thread that the bus starts when it is first used and ends when it is
         * closed. {@code Runnable::run} delivers before a change returns, on the stack of who made it: for tests.
         *
         * @param delivery runs short tasks; stays open when the bus is closed
         */
        public Builder executor(Executor delivery) {
            this.executor = requireNonNull(delivery, "executor");
            return this;
        }

        /** Creates the bus. */
        public InProcessBus build() {
            return new InProcessBus(this);
        }
    }
}
