package dev.tarn.testing.fault;

import dev.tarn.CacheTimeoutException;
import dev.tarn.StoreException;
import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** One cache's tier under the faults of a script. */
final class FaultyRemoteTier implements RemoteTier {
    private final RemoteTier delegate;
    private final Scheduler scheduler;
    private final FaultScript script;

    FaultyRemoteTier(RemoteTier delegate, Scheduler scheduler, FaultScript script) {
        this.delegate = delegate;
        this.scheduler = scheduler;
        this.script = script;
    }

    @Override
    public long millis() {
        return delegate.millis();
    }

    @Override
    public long recordedAtMillis(Position position) {
        return delegate.recordedAtMillis(position);
    }

    @Override
    public CompletionStage<RemoteRead> read(byte[] key) {
        return reading(Operation.READ, () -> delegate.read(key), Damage::read);
    }

    @Override
    public CompletionStage<List<RemoteRead>> readAll(List<byte[]> keys) {
        return reading(Operation.READ_ALL, () -> delegate.readAll(keys), Damage::reads);
    }

    @Override
    public CompletionStage<List<Begun>> begin(List<byte[]> keys, LeaseToken token, Duration lease, boolean refresh) {
        return reading(Operation.BEGIN, () -> delegate.begin(keys, token, lease, refresh), Damage::begun);
    }

    @Override
    public CompletionStage<List<Boolean>> fill(List<Write> values, LeaseToken token) {
        return changing(Operation.FILL, () -> delegate.fill(values, token));
    }

    @Override
    public boolean canTouch() {
        return delegate.canTouch();
    }

    @Override
    public CompletionStage<Void> touch(List<byte[]> keys, Duration life) {
        return changing(Operation.TOUCH, () -> delegate.touch(keys, life));
    }

    @Override
    public CompletionStage<List<Boolean>> extend(List<byte[]> keys, LeaseToken token, Duration lease) {
        return changing(Operation.EXTEND, () -> delegate.extend(keys, token, lease));
    }

    @Override
    public CompletionStage<Void> release(List<byte[]> keys, LeaseToken token) {
        return changing(Operation.RELEASE, () -> delegate.release(keys, token));
    }

    @Override
    public CompletionStage<List<Applied>> put(List<Write> values) {
        return changing(Operation.PUT, () -> delegate.put(values));
    }

    @Override
    public CompletionStage<Conditional> putIf(Write value, long expectedVersion) {
        return changing(Operation.PUT_IF, () -> delegate.putIf(value, expectedVersion));
    }

    @Override
    public CompletionStage<Conditional> removeIf(byte[] key, long expectedVersion) {
        return changing(Operation.REMOVE_IF, () -> delegate.removeIf(key, expectedVersion));
    }

    @Override
    public CompletionStage<List<Applied>> invalidate(List<byte[]> keys) {
        return changing(Operation.INVALIDATE, () -> delegate.invalidate(keys));
    }

    @Override
    public CompletionStage<List<Applied>> quarantine(List<byte[]> keys, Duration life) {
        return changing(Operation.QUARANTINE, () -> delegate.quarantine(keys, life));
    }

    @Override
    public CompletionStage<List<Applied>> invalidateTag(String tag) {
        return changing(Operation.INVALIDATE_TAG, () -> delegate.invalidateTag(tag));
    }

    @Override
    public CompletionStage<List<Applied>> clear() {
        return changing(Operation.CLEAR, delegate::clear);
    }

    private <T> CompletionStage<T> changing(Operation operation, Supplier<CompletionStage<T>> call) {
        return reading(operation, call, (damage, result) -> result);
    }

    private <T> CompletionStage<T> reading(
            Operation operation, Supplier<CompletionStage<T>> call, Damaging<T> damaging) {
        Fault fault = script.next(operation);
        return fault == null ? call.get() : meet(operation, fault, call, damaging);
    }

    private <T> CompletionStage<T> meet(
            Operation operation, Fault fault, Supplier<CompletionStage<T>> call, Damaging<T> damaging) {
        return switch (fault.kind()) {
            case REFUSE -> CompletableFuture.failedStage(new StoreException(operation + " refused by a fault", null));
            case LOSE_REQUEST -> CompletableFuture.failedStage(timeout(operation));
            case LOSE_ANSWER -> call.get().thenCompose(lost -> CompletableFuture.failedStage(timeout(operation)));
            case DELAY_REQUEST -> later(fault.delay()).thenCompose(nothing -> call.get());
            case DELAY_ANSWER ->
                call.get().thenCompose(result -> later(fault.delay()).thenApply(nothing -> result));
            case TRUNCATE, FLIP_BIT, FOREIGN -> {
                Damage damage = new Damage(fault.kind(), script);
                yield call.get().thenApply(result -> damaging.damage(damage, result));
            }
        };
    }

    private CompletableFuture<Boolean> later(Duration delay) {
        CompletableFuture<Boolean> due = new CompletableFuture<>();
        scheduler.schedule(() -> due.complete(true), delay.toNanos());
        return due;
    }

    private static CacheTimeoutException timeout(Operation operation) {
        return new CacheTimeoutException(operation + " without an answer by a fault");
    }

    private interface Damaging<T> {
        T damage(Damage damage, T result);
    }
}
