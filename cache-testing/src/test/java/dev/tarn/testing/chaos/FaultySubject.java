package dev.tarn.testing.chaos;

import dev.tarn.WriteStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Loads whatever it is asked for and caches nothing, until node 1 does what the setting {@code fault} says, at its 200th read or when it is closed. */
public final class FaultySubject implements ChaosSubject {
    private static final int READS_BEFORE = 200;

    @Override
    public ChaosCache open(ChaosEnvironment environment) {
        String fault = environment.node() == 1 ? environment.setting("fault", "none") : "none";
        AtomicLong reads = new AtomicLong();
        Runnable strike = () -> {
            if (reads.incrementAndGet() >= READS_BEFORE) {
                strike(fault);
            }
        };
        return new LoadingOnly(environment, strike, fault.equals("exit-when-closed"));
    }

    private static void strike(String fault) {
        switch (fault) {
            case "exit" -> Runtime.getRuntime().halt(0);
            case "error" -> throw new AssertionError("boom");
            case "exception" -> throw new IllegalStateException("bang");
            case "hang" -> LockSupport.parkNanos(Duration.ofMillis(1_500).toNanos());
            default -> {}
        }
    }

    /** Has no copies, so that nothing is ever stale. */
    private record LoadingOnly(ChaosEnvironment environment, Runnable before, boolean exits) implements ChaosCache {
        @Override
        public String get(long key) {
            before.run();
            return environment.load(key);
        }

        @Override
        public Map<Long, String> getAll(Collection<Long> keys) {
            return keys.stream().collect(Collectors.toMap(Function.identity(), this::get));
        }

        @Override
        public WriteStatus invalidate(long key) {
            return WriteStatus.APPLIED;
        }

        @Override
        public WriteStatus invalidateAll(Collection<Long> keys) {
            return WriteStatus.APPLIED;
        }

        @Override
        public WriteStatus invalidateTag(String tag) {
            return WriteStatus.APPLIED;
        }

        @Override
        public WriteStatus clear() {
            return WriteStatus.APPLIED;
        }

        @Override
        public WriteStatus put(long key, String value) {
            return WriteStatus.APPLIED;
        }

        @Override
        public void close() {
            if (exits) {
                Runtime.getRuntime().halt(0);
            }
        }
    }
}
