package dev.tarn.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the machine gives at best: one piece of raw memory and an array of addresses. There is no policy, nothing is ever used anew, nothing
 * keeps a reader from seeing half a value: a longer value goes to the end, another takes the old one's place.
 *
 * <p>Raw access is {@code sun.misc.Unsafe}, by handles that the compiler sees through.
 */
final class BareSlab implements OffHeapSubject {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final Object UNSAFE = unsafe();
    private static final MethodHandle ALLOCATE = handle("allocateMemory", long.class, long.class);
    private static final MethodHandle FREE = handle("freeMemory", void.class, long.class);
    private static final MethodHandle GET_LONG = handle("getLong", long.class, long.class);
    private static final MethodHandle PUT_LONG = handle("putLong", void.class, long.class, long.class);
    private static final MethodHandle COPY =
            handle("copyMemory", void.class, Object.class, long.class, Object.class, long.class, long.class);
    private static final long ARRAY = offset();
    /** Length of the key, length of the value, room for the value: 16, 24 and 24 bits. */
    private static final int HEAD = Long.BYTES;

    private static final int SPARE = 3;
    private static final long LARGE = 4L << 30;

    private final long[] words;
    private final int mask;
    private final long base;
    private final long end;
    private final AtomicLong next;
    private final AtomicLong count = new AtomicLong();
    private final Object[] locks = new Object[64];
    private volatile boolean inPlace;

    BareSlab(int entries, long bytes) {
        this.words = new long[Integer.highestOneBit(entries) * 2];
        this.mask = words.length - 1;
        long reserved = reserved(bytes);
        this.base = allocate(reserved); // the system gives memory when it is touched
        this.end = base + reserved;
        this.next = new AtomicLong(base);
        java.util.Arrays.setAll(locks, i -> new Object());
    }

    /** What is put anew takes new room, of which a small slab has plenty; more than a machine has, the system does not promise. */
    private static long reserved(long bytes) {
        return bytes < LARGE ? SPARE * bytes : bytes;
    }

    @Override
    public boolean inPlace(boolean place) {
        inPlace = place;
        return true;
    }

    @Override
    public @Nullable Object get(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        long hash = hash(bytes);
        for (int place = (int) hash & mask; ; place = (place + 1) & mask) {
            long word = (long) WORDS.getAcquire(words, place);
            if (word == 0) {
                return null;
            }
            if (isOf(word, hash, bytes)) {
                return value(address(word), bytes.length);
            }
        }
    }

    private Object value(long address, int keyLength) {
        long from = address + HEAD + padded(keyLength);
        if (inPlace) {
            return Long.reverseBytes(getLong(from));
        }
        byte[] value = new byte[valueLength(getLong(address))];
        copy(null, from, value, ARRAY, value.length);
        return value;
    }

    @Override
    public void put(String key, byte[] value) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        long hash = hash(bytes);
        synchronized (locks[(int) hash & (locks.length - 1)]) {
            int place = (int) hash & mask;
            for (; words[place] != 0; place = (place + 1) & mask) {
                if (isOf(words[place], hash, bytes)) {
                    overwrite(place, hash, bytes, value);
                    return;
                }
            }
            if (count.get() == mask) { // one place stays free: a search ends there
                throw new IllegalStateException("the slab is full");
            }
            // two new keys of different locks never meet in one place while they are filled in by one thread
            WORDS.setRelease(words, place, append(hash, bytes, value));
            count.incrementAndGet();
        }
    }

    private void overwrite(int place, long hash, byte[] key, byte[] value) {
        long address = address(words[place]);
        long head = getLong(address);
        if (room(head) < value.length) {
            WORDS.setRelease(words, place, append(hash, key, value));
        } else {
            write(address, key, value, room(head));
        }
    }

    private long append(long hash, byte[] key, byte[] value) {
        int room = (int) padded(value.length);
        long size = HEAD + padded(key.length) + room;
        long address = next.getAndAdd(size);
        if (address + size > end) {
            throw new IllegalStateException("the slab is full");
        }
        write(address, key, value, room);
        return (address - base + HEAD) << 24 | hash >>> 40;
    }

    private void write(long address, byte[] key, byte[] value, int room) {
        copy(key, ARRAY, null, address + HEAD, key.length);
        copy(value, ARRAY, null, address + HEAD + padded(key.length), value.length);
        putLong(address, key.length | (long) value.length << 16 | (long) room << 40);
    }

    private long address(long word) {
        return base + (word >>> 24) - HEAD;
    }

    private boolean isOf(long word, long hash, byte[] key) {
        if ((word & 0xFF_FFFF) != hash >>> 40) {
            return false;
        }
        long address = address(word);
        if ((getLong(address) & 0xFFFF) != key.length) {
            return false;
        }
        int whole = key.length & -Long.BYTES;
        for (int i = 0; i < whole; i += Long.BYTES) {
            if (getLong(address + HEAD + i) != (long) LONGS.get(key, i)) {
                return false;
            }
        }
        long rest = key.length == whole ? 0 : getLong(address + HEAD + whole);
        for (int i = whole; i < key.length; i++, rest >>>= Byte.SIZE) {
            if ((byte) rest != key[i]) {
                return false;
            }
        }
        return true;
    }

    private static int valueLength(long head) {
        return (int) (head >>> 16) & 0xFF_FFFF;
    }

    private static int room(long head) {
        return (int) (head >>> 40);
    }

    private static long padded(int length) {
        return (length + 7L) & -Long.BYTES;
    }

    private static long hash(byte[] key) {
        long hash = key.length;
        int whole = key.length & -Long.BYTES;
        for (int i = 0; i < whole; i += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(key, i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        for (int i = whole; i < key.length; i++) {
            hash = (hash ^ key[i]) * 0x9E3779B97F4A7C15L;
        }
        return (hash ^ hash >>> 29) * 0xD6E8FEB86659FD93L;
    }

    @Override
    public long entries() {
        return count.get();
    }

    @Override
    public void close() {
        try {
            FREE.invokeExact(base);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static long allocate(long bytes) {
        try {
            return (long) ALLOCATE.invokeExact(bytes);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static long getLong(long address) {
        try {
            return (long) GET_LONG.invokeExact(address);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void putLong(long address, long value) {
        try {
            PUT_LONG.invokeExact(address, value);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(@Nullable Object from, long source, @Nullable Object to, long target, long bytes) {
        try {
            COPY.invokeExact(from, source, to, target, bytes);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object unsafe() {
        try {
            Field instance = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return instance.get(null);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static MethodHandle handle(String name, Class<?> result, Class<?>... arguments) {
        try {
            return MethodHandles.lookup()
                    .findVirtual(UNSAFE.getClass(), name, MethodType.methodType(result, arguments))
                    .bindTo(UNSAFE);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static long offset() {
        try {
            return (int) handle("arrayBaseOffset", int.class, Class.class).invokeExact(byte[].class);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
