package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.Traits;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Looks for an order of steps in which a reader sees memory that was used anew under it: the protocol of {@link Epochs} around a register whose
 * values stand in memory of their own, as the entries of the store do; and the store itself.
 */
class MemoryProtocolTest {
    /** From when on Lincheck takes a run for a dead one: long, for machines stall. */
    private static final long TIMEOUT_MILLIS = 120_000;

    /** A register: a word names the cell that holds its value; a cell that was replaced is used anew after some epochs. */
    public abstract static class Register {
        private final Epochs epochs = new Epochs();
        private final long grace;
        private final Deque<int[]> free = new ArrayDeque<>();
        private final Deque<Retired> limbo = new ArrayDeque<>();
        private volatile int[] current = {0, 0};

        /** A cell that was replaced, and when. */
        private static final class Retired {
            final int[] cell;
            final long since;

            Retired(int[] cell, long since) {
                this.cell = cell;
                this.since = since;
            }
        }

        Register(long grace) {
            this.grace = grace;
        }

        @Operation
        public int read() {
            int visit = epochs.enter();
            try {
                int[] cell = current;
                int first = cell[0];
                int second = cell[1];
                return first == second ? first : -1;
            } finally {
                epochs.exit(visit);
            }
        }

        @Operation
        public synchronized void write(int value) {
            for (int step = 0; step <= Epochs.GRACE; step++) {
                while (!limbo.isEmpty() && epochs.now() - limbo.getFirst().since >= grace) {
                    free.add(limbo.removeFirst().cell);
                }
                epochs.tryAdvance();
            }
            int[] cell = free.isEmpty() ? new int[2] : free.removeFirst();
            cell[0] = value;
            cell[1] = value;
            int[] before = current;
            current = cell;
            limbo.add(new Retired(before, epochs.now()));
        }
    }

    /** As the store does it. */
    public static class Sound extends Register {
        public Sound() {
            super(Epochs.GRACE);
        }
    }

    /** Uses memory anew one epoch too early. */
    public static class Hasty extends Register {
        public Hasty() {
            super(Epochs.GRACE - 1);
        }
    }

    /** The store with two keys. Their entries are of one size, so what one gives up serves the next. */
    public static class Store {
        private final OffHeapStore<Long, String> store =
                new OffHeapStore<>(Texts.numbersToTexts(), Plan.of(1 << 20), new ReusedRegions());

        @Operation
        public @Nullable String get(@Param(gen = IntGen.class, conf = "1:2") int key) {
            Entry<String> entry = store.get((long) key);
            return entry == null ? null : entry.value();
        }

        @Operation
        public void put(
                @Param(gen = IntGen.class, conf = "1:2") int key, @Param(gen = IntGen.class, conf = "1:9") int value) {
            String text = Integer.toString(value).repeat(20);
            store.put((long) key, new Entry<>(text, 1, 0, 0, 0, 0, Traits.NONE), LocalStore.Guard.ALWAYS);
        }

        @Operation
        public boolean remove(@Param(gen = IntGen.class, conf = "1:2") int key) {
            return store.removeOlder((long) key, Long.MAX_VALUE);
        }
    }

    /** What the store should look like to one thread. */
    public static class Sequential {
        private final Map<Integer, String> held = new HashMap<>();

        public @Nullable String get(int key) {
            return held.get(key);
        }

        public void put(int key, int value) {
            held.put(key, Integer.toString(value).repeat(20));
        }

        public boolean remove(int key) {
            return held.remove(key) != null;
        }
    }

    /** One region that serves one store after the other. */
    private static final class ReusedRegions implements RegionSource {
        private static final ByteBuffer REGION = ByteBuffer.allocateDirect(1 << 16);
        private static final byte[] ZEROS = new byte[1 << 16];

        private boolean given;

        @Override
        public ByteBuffer allocate(int bytes) {
            if (given) {
                throw new OutOfMemoryError("one region");
            }
            given = true;
            return REGION.put(0, ZEROS).duplicate();
        }

        @Override
        public void close() {}
    }

    private static ModelCheckingOptions modelChecking() {
        return new ModelCheckingOptions()
                .iterations(10)
                .invocationsPerIteration(1_000)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(4)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .invocationTimeout$lincheck(TIMEOUT_MILLIS);
    }

    @Test
    void read_whileCellsAreUsedAnew_seesOneWholeValue() {
        assertThatCode(() -> modelChecking().check(Sound.class)).doesNotThrowAnyException();
    }

    @Test
    void read_whileCellsAreUsedAnewOneEpochTooEarly_isCaught() {
        assertThatThrownBy(() -> modelChecking().check(Hasty.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    @Test
    void store_readsBesideOverwritesAndRemovals_areInSomeOrder() {
        // Lincheck's model checker does not know the VarHandles of byte buffers; so threads run free here, and their
        // answers are judged
        StressOptions options = new StressOptions()
                .iterations(10)
                .invocationsPerIteration(500)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(4)
                .actorsAfter(1)
                .sequentialSpecification(Sequential.class)
                .minimizeFailedScenario(false)
                .invocationTimeout$lincheck(TIMEOUT_MILLIS);
        assertThatCode(() -> options.check(Store.class)).doesNotThrowAnyException();
    }
}
