package dev.tarn.memcached;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import net.spy.memcached.ConnectionObserver;
import net.spy.memcached.DefaultConnectionFactory;
import net.spy.memcached.FailureMode;
import net.spy.memcached.OperationFactory;
import net.spy.memcached.ops.Operation;
import net.spy.memcached.protocol.ascii.AsciiOperationFactory;
import net.spy.memcached.protocol.binary.BinaryOperationFactory;
import net.spy.memcached.transcoders.Transcoder;

/**
 * Configures Spymemcached: what a server does not take is cancelled, never repeated on another connection nor sent to another server;
 * the store has bounds of its own for what may wait, so the queues have none.
 */
final class SpyFactory extends DefaultConnectionFactory {
    private static final int BUFFER = 64 * 1_024;

    private final MemcachedOptions options;
    private final ConnectionObserver observer;
    private final OperationFactory operations;

    SpyFactory(MemcachedOptions options, ConnectionObserver observer) {
        super(options.maximumPending(), BUFFER);
        this.options = options;
        this.observer = observer;
        this.operations = options.binary() ? new BinaryOperationFactory() : new AsciiOperationFactory();
    }

    @Override
    public OperationFactory getOperationFactory() {
        return operations;
    }

    @Override
    public FailureMode getFailureMode() {
        return FailureMode.Cancel;
    }

    @Override
    public BlockingQueue<Operation> createOperationQueue() {
        return new LinkedBlockingQueue<>();
    }

    @Override
    public boolean isDaemon() {
        return true;
    }

    @Override
    public boolean shouldOptimize() {
        return false;
    }

    @Override
    public boolean useNagleAlgorithm() {
        return false;
    }

    @Override
    public long getMaxReconnectDelay() {
        return 1;
    }

    /** What waited longer than this is not sent any more. */
    @Override
    public long getOperationTimeout() {
        return Math.max(
                options.commandTimeout().toMillis(), options.controlTimeout().toMillis());
    }

    @Override
    public int getTimeoutExceptionThreshold() {
        return SpyConnection.GIVE_UP_AFTER;
    }

    @Override
    public Transcoder<Object> getDefaultTranscoder() {
        return RawBytes.INSTANCE;
    }

    @Override
    public Collection<ConnectionObserver> getInitialObservers() {
        return List.of(observer);
    }
}
