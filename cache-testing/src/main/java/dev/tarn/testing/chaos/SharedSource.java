package dev.tarn.testing.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The source of truth of a run: the newest version of each key, in a file that all processes have mapped into their memory.
 *
 * <pre>
 * offset  length
 *      0       8  how long a load takes, in nanoseconds
 *     64       8  for each node: its trap
 *   1024      16  for each key: version, and the process that holds the key's lock
 * </pre>
 *
 * <p>All accesses are atomic and in one order for all processes: a commit is there for the next load in any of them. A process that is
 * killed leaves its locks; {@link #releaseLocks} gives them up. Thread-safe.
 */
final class SharedSource {
    /** The most nodes of a run. */
    static final int MAXIMUM_NODES = 64;

    /** The trap is set: the next load of the node stops for good. */
    static final long TRAP_SET = 1;
    /** A load of the node has stopped in the trap. */
    static final long TRAP_SHUT = 2;

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int TRAPS = 64;
    private static final int FIRST_KEY = 1024;
    private static final int KEY_BYTES = 16;

    private final ByteBuffer bytes;
    private final int keys;

    private SharedSource(ByteBuffer bytes, int keys) {
        this.bytes = bytes;
        this.keys = keys;
    }

    /** Makes the file, with every key at version 1. */
    static SharedSource create(Path file, int keys) {
        SharedSource source = open(file, keys);
        for (int key = 0; key < keys; key++) {
            LONG.setVolatile(source.bytes, versionAt(key), 1L);
        }
        return source;
    }

    static SharedSource open(Path file, int keys) {
        long length = FIRST_KEY + (long) keys * KEY_BYTES;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new SharedSource(channel.map(FileChannel.MapMode.READ_WRITE, 0, length), keys);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot map the source of the run, " + file, e);
        }
    }

    int keys() {
        return keys;
    }

    int version(int key) {
        return Math.toIntExact((long) LONG.getVolatile(bytes, versionAt(key)));
    }

    /** Commits the next version of a key and returns it. */
    int commit(int key) {
        return Math.toIntExact((long) LONG.getAndAdd(bytes, versionAt(key), 1L) + 1);
    }

    /** Takes the key's lock for a process, if nobody has it. */
    boolean tryLock(int key, long process) {
        return LONG.compareAndSet(bytes, versionAt(key) + 8, 0L, process + 1);
    }

    void unlock(int key) {
        LONG.setVolatile(bytes, versionAt(key) + 8, 0L);
    }

    /** Gives up all locks of a process that is no more. */
    void releaseLocks(long process) {
        for (int key = 0; key < keys; key++) {
            LONG.compareAndSet(bytes, versionAt(key) + 8, process + 1, 0L);
        }
    }

    long loadNanos() {
        return (long) LONG.getVolatile(bytes, 0);
    }

    void loadTime(Duration time) {
        LONG.setVolatile(bytes, 0, time.toNanos());
    }

    long trap(int node) {
        return (long) LONG.getVolatile(bytes, TRAPS + node * 8);
    }

    void trap(int node, long state) {
        LONG.setVolatile(bytes, TRAPS + node * 8, state);
    }

    /** Shuts a trap that is set, for one caller. */
    boolean springTrap(int node) {
        return LONG.compareAndSet(bytes, TRAPS + node * 8, TRAP_SET, TRAP_SHUT);
    }

    private static int versionAt(int key) {
        return FIRST_KEY + key * KEY_BYTES;
    }
}
