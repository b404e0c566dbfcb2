package dev.tarn.local.offheap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the regions of a store: the access layer. Addresses are numbers from 0 on; a piece of memory never spans two regions.
 *
 * <p>Regions are byte buffers, numbers in them are read and written through {@link VarHandle}s in the byte order of the machine. Every access
 * is checked: a fault in the store is an exception, never a crash of the JVM. That was measured to be as quick as {@code sun.misc.Unsafe} on
 * Java 17 and, within the store, as {@code MemorySegment} on Java 25: {@code docs/design/0020-off-heap-store.md}.
 *
 * <p>Not synchronized: memory is published by the index, and kept from being used anew by {@link Epochs}.
 */
final class Memory {
    /** What is left unused at the end of each region, so that eight bytes can be read wherever one can. */
    static final int MARGIN = 8;

    /** The bytes of a cache line. */
    private static final int LINE = 64;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle SHORTS =
            MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.nativeOrder());
    private static final VarHandle ARRAY = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final @Nullable ByteBuffer[] regions;
    /** The same, to be read only. */
    private final @Nullable ByteBuffer[] readable;

    private final int granuleShift;
    private final int regionShift;
    private final int offsetMask;

    /**
     * Creates a memory without regions.
     *
     * @param granuleShift the binary logarithm of the unit in which memory is given out
     * @param regionShift the binary logarithm of the size that a region may have
     * @param most how many regions there may be
     */
    Memory(int granuleShift, int regionShift, int most) {
        this.granuleShift = granuleShift;
        this.regions = new @Nullable ByteBuffer[most];
        this.readable = new @Nullable ByteBuffer[most];
        this.regionShift = regionShift;
        this.offsetMask = (1 << regionShift) - 1;
    }

    /**
     * Adds a region; must happen before anybody is told of an address in it. Addresses are multiples of a cache line where memory is.
     *
     * @return how many bytes of it can be used
     */
    int add(int number, ByteBuffer region) {
        ByteBuffer aligned = region.alignedSlice(LINE);
        readable[number] = aligned.asReadOnlyBuffer();
        regions[number] = aligned.order(ByteOrder.nativeOrder());
        return aligned.capacity();
    }

    /** Returns how many granules a number of bytes takes. */
    int granulesOf(long bytes) {
        return (int) ((bytes + (1 << granuleShift) - 1) >>> granuleShift);
    }

    long bytesOf(long granules) {
        return granules << granuleShift;
    }

    /** Returns the address of the granule with a number, which is taken without a sign. */
    long address(int granule) {
        return (granule & 0xFFFF_FFFFL) << granuleShift;
    }

    int granule(long address) {
        return (int) (address >>> granuleShift);
    }

    int granuleShift() {
        return granuleShift;
    }

    int mostRegions() {
        return regions.length;
    }

    int regionBytes() {
        return offsetMask + 1;
    }

    long addressOf(int region) {
        return (long) region << regionShift;
    }

    int regionOf(long address) {
        return (int) (address >>> regionShift);
    }

    ByteBuffer region(long address) {
        return in(regions, address);
    }

    private ByteBuffer in(@Nullable ByteBuffer[] all, long address) {
        ByteBuffer region = all[(int) (address >>> regionShift)];
        if (region == null) {
            throw new IndexOutOfBoundsException("no region at " + address);
        }
        return region;
    }

    int offset(long address) {
        return (int) address & offsetMask;
    }

    static int getInt(ByteBuffer region, int offset) {
        return (int) INTS.get(region, offset);
    }

    static int getUnsignedShort(ByteBuffer region, int offset) {
        return (short) SHORTS.get(region, offset) & 0xFFFF;
    }

    static long getLong(ByteBuffer region, int offset) {
        return (long) LONGS.get(region, offset);
    }

    int getInt(long address) {
        return getInt(region(address), offset(address));
    }

    /** Reads an aligned number, and sees what was written before it was {@linkplain #publish published}. */
    int getPublished(long address) {
        return (int) INTS.getAcquire(region(address), offset(address));
    }

    /** Writes an aligned number after everything that was written before. */
    void publish(long address, int value) {
        INTS.setRelease(region(address), offset(address), value);
    }

    /** Sets bits of an aligned number, whoever changes others of it, after everything that was written before. */
    void setBits(long address, int bits) {
        INTS.getAndBitwiseOrRelease(region(address), offset(address), bits);
    }

    /** Clears bits of an aligned number, whoever changes others of it. */
    void clearBits(long address, int bits) {
        INTS.getAndBitwiseAndRelease(region(address), offset(address), ~bits);
    }

    void putInt(long address, int value) {
        INTS.set(region(address), offset(address), value);
    }

    void putShort(long address, int value) {
        SHORTS.set(region(address), offset(address), (short) value);
    }

    void putLong(long address, long value) {
        LONGS.set(region(address), offset(address), value);
    }

    /** Writes the lowest bytes of a number, the lowest first. */
    void putBytes(long address, long value, int count) {
        ByteBuffer region = region(address);
        int offset = offset(address);
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < count; i++) {
            region.put(offset + (little ? i : count - 1 - i), (byte) (value >>> (8 * i)));
        }
    }

    /** Reads a number of up to eight bytes without a sign. */
    static long getBytes(ByteBuffer region, int offset, int count) {
        if (count == 0) {
            return 0;
        }
        long word = getLong(region, offset);
        int spare = Long.SIZE - 8 * count;
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? word << spare >>> spare : word >>> spare;
    }

    void put(long address, byte[] bytes) {
        region(address).put(offset(address), bytes);
    }

    static byte[] get(ByteBuffer region, int offset, int length) {
        byte[] bytes = new byte[length];
        region.get(offset, bytes);
        return bytes;
    }

    /** Returns a view of some bytes in the region of an address that cannot write. */
    ByteBuffer view(long address, int offset, int length) {
        return in(readable, address).slice(offset, length);
    }

    /** Tells whether a place holds the same bytes as an array. Eight at a time; some may be looked at twice, which does no harm. */
    static boolean equals(ByteBuffer region, int offset, byte[] bytes) {
        int last = bytes.length - Long.BYTES;
        if (last < 0) {
            return getBytes(region, offset, bytes.length) == number(bytes);
        }
        long different = different(region, offset, bytes, 0) | different(region, offset, bytes, last);
        if (last > Long.BYTES) {
            different |= different(region, offset, bytes, Long.BYTES);
            different |= different(region, offset, bytes, last - Long.BYTES);
        }
        return different == 0 && (last <= 3 * Long.BYTES || middleEquals(region, offset, bytes));
    }

    private static long different(ByteBuffer region, int offset, byte[] bytes, int at) {
        return (long) LONGS.get(region, offset + at) ^ (long) ARRAY.get(bytes, at);
    }

    /** Tells the same, but of the first and the last sixteen. */
    private static boolean middleEquals(ByteBuffer region, int offset, byte[] bytes) {
        for (int i = 2 * Long.BYTES; i < bytes.length - 2 * Long.BYTES; i += Long.BYTES) {
            if (different(region, offset, bytes, i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns what {@link #getBytes} returns where these bytes stand. */
    private static long number(byte[] bytes) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        long number = 0;
        for (int i = 0; i < bytes.length; i++) {
            number = number << Byte.SIZE | (bytes[little ? bytes.length - 1 - i : i] & 0xFF);
        }
        return number;
    }
}
