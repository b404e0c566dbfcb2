package dev.tarn.local.offheap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the regions of a store: the access layer. Addresses are numbers from 0 on; a piece of memory never spans two regions.
 *
 * <p>Regions are byte buffers, numbers in them are written through {@link VarHandle}s in the byte order of the machine, and so are those read that others change. Other reads go
 * without checks where that can be had ({@link Raw}), which makes a read of an entry a sixth quicker on Java 17: {@code docs/design/0020-off-heap-store.md}. Elsewhere every access is checked.
 *
 * <p>Not synchronized: memory is published by the index, and kept from being used anew by {@link Epochs}.
 */
final class Memory {
    /** What is left unused at the end of each region, so that eight bytes can be read wherever one can. */
    static final int MARGIN = 8;

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    /** The bytes of a cache line. */
    private static final int LINE = 64;

    private static final int FIRST_WITHOUT_RAW = 22;
    /** Whether numbers are read without checks. */
    static final boolean IS_RAW = Runtime.version().feature() < FIRST_WITHOUT_RAW;
    /** Whether the reads without checks are compared with their regions. */
    private static final boolean IS_CHECKED = Memory.class.desiredAssertionStatus();

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle SHORTS =
            MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.nativeOrder());

    private final @Nullable ByteBuffer[] regions;
    /** The same, to be read only. */
    private final @Nullable ByteBuffer[] readable;
    /** Where they begin, if they are read by their addresses. */
    private final long[] bases;

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
        this.bases = new long[IS_RAW ? most : 0];
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
        if (IS_RAW) {
            bases[number] = Raw.address(aligned);
        }
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

    /** Returns what to read an address from, at its {@link #spot}: the region, or some buffer where it is read by its address without checks. */
    ByteBuffer window(long address) {
        return IS_RAW && !IS_CHECKED ? NOTHING : region(address);
    }

    /** Returns where in its {@link #window} an address stands. */
    long spot(long address) {
        return IS_RAW
                ? bases[(int) (address >>> regionShift)] + ((int) address & offsetMask)
                : (int) address & offsetMask;
    }

    static int getInt(ByteBuffer window, long spot) {
        return IS_RAW ? Raw.getInt(window, spot) : (int) INTS.get(window, (int) spot);
    }

    static int getUnsignedShort(ByteBuffer window, long spot) {
        short number = IS_RAW ? Raw.getShort(window, spot) : (short) SHORTS.get(window, (int) spot);
        return number & 0xFFFF;
    }

    static long getLong(ByteBuffer window, long spot) {
        return IS_RAW ? Raw.getLong(window, spot) : (long) LONGS.get(window, (int) spot);
    }

    int getInt(long address) {
        return (int) INTS.get(region(address), offset(address));
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
    static long getBytes(ByteBuffer window, long spot, int count) {
        if (count == 0) {
            return 0;
        }
        long word = getLong(window, spot);
        int spare = Long.SIZE - 8 * count;
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? word << spare >>> spare : word >>> spare;
    }

    void put(long address, byte[] bytes) {
        region(address).put(offset(address), bytes);
    }

    byte[] get(long address, int length) {
        byte[] bytes = new byte[length];
        region(address).get(offset(address), bytes);
        return bytes;
    }

    /** Returns a view of some bytes that cannot write. */
    ByteBuffer view(long address, int length) {
        return in(readable, address).slice(offset(address), length);
    }

    /** Tells whether a place holds the same bytes as an array. Eight at a time; some may be looked at twice, which does no harm. */
    static boolean equals(ByteBuffer window, long spot, byte[] bytes) {
        int last = bytes.length - Long.BYTES;
        if (last < 0) {
            return getBytes(window, spot, bytes.length) == KeyBytes.rest(bytes, 0);
        }
        long different = different(window, spot, bytes, 0) | different(window, spot, bytes, last);
        if (last > Long.BYTES) {
            different |= different(window, spot, bytes, Long.BYTES);
        }
        return different == 0 && (last <= 2 * Long.BYTES || middleEquals(window, spot, bytes));
    }

    private static long different(ByteBuffer window, long spot, byte[] bytes, int at) {
        return getLong(window, spot + at) ^ KeyBytes.word(bytes, at);
    }

    /** Tells the same, but of the first sixteen and the last eight. */
    private static boolean middleEquals(ByteBuffer window, long spot, byte[] bytes) {
        for (int i = 2 * Long.BYTES; i < bytes.length - Long.BYTES; i += Long.BYTES) {
            if (different(window, spot, bytes, i) != 0) {
                return false;
            }
        }
        return true;
    }
}
