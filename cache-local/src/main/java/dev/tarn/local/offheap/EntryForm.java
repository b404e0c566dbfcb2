package dev.tarn.local.offheap;

import dev.tarn.spi.Codec;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Traits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries into memory and reads them. Thread-safe.
 *
 * <pre>
 * offset length
 *   0      4    form: bit 31 is 0, bit 5 belongs to {@link Chunks}; the others are named below
 *   4      2    length of the value; 4 bytes with bit LONG_VALUE
 *          1-8  version, as many bytes as it needs
 *          2/4/5/7  when it was written, in units of 1024 ns since the store was opened, sign in the lowest bit
 *          0/4/8  how long it is fresh, its refresh is due, it is dead, counted from there; each only if the form says so
 *          0/2  shard, unless it is 0
 *          0/2+n  traits, unless there are none
 *               key, value
 * </pre>
 *
 * <p>Life times are rounded down to the units of the form, by less than a thousandth part: an entry never lives longer than it was meant to.
 */
final class EntryForm<K, V> {
    /** The longest key, in bytes. */
    static final int LONGEST_KEY = 8191;

    /** How many granules more than it needs an entry may take. */
    static final int MOST_SLACK = 7;

    private static final int VERSION_BITS = 0; // three bits: bytes of the version, less one
    private static final int WRITTEN_BITS = 3; // two bits: one of the numbers of bytes that the time may have
    private static final int SCALE_BITS = 6; // two bits: the unit of life times
    private static final int SLACK_BITS = 8; // three bits
    private static final int ABSENCE = 1 << 11;
    private static final int TRAITS = 1 << 12;
    private static final int MORTAL = 1 << 13; // fresh for a while; else as long as an entry may live
    private static final int REFRESHED = 1 << 14; // refresh is due before freshness ends
    private static final int STALE = 1 << 15; // dead after freshness ended
    private static final int SHARD = 1 << 16;
    private static final int LONG_VALUE = 1 << 17;
    private static final int KEY_BITS = 18; // thirteen bits: length of the key
    /** What is not the same in entries of one form. */
    private static final int LOOSE = 7 << SLACK_BITS | Chunks.FRONT_FREE;
    /** What plain entries do not have. */
    private static final int SELDOM = ABSENCE | TRAITS | REFRESHED | STALE | LONG_VALUE;
    /** A form that no entry has. */
    static final int NO_FORM = -1;

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    /** How many bytes the time may have, four bits each. */
    private static final int WRITTEN_SIZES = 0x7542;

    private static final int WRITTEN_UNIT = 10;
    /** Shifts from nanoseconds to the units of life times; the last means eight bytes of nanoseconds. */
    private static final int[] SCALES = {0, 10, 20};

    private static final int EXACT = SCALES.length;
    private static final int LONGEST_SHORT = 0xFFFF;

    private final Memory memory;
    private final Codec<K> keys;
    private final Codec<V> values;
    private final long opened;
    /** The layout of most entries. Not volatile: any of them does. */
    private Layout usual = Layout.NONE;
    /** The form of the entry written last that was not the usual one. */
    private int unusual = NO_FORM;

    EntryForm(Memory memory, Codec<K> keys, Codec<V> values, long opened) {
        this.memory = memory;
        this.keys = keys;
        this.values = values;
        this.opened = opened;
    }

    private static final byte[] NOTHING = {};

    byte[] encode(K key) {
        return keys.encode(key);
    }

    /**
     * Prepares an entry for writing.
     *
     * @throws dev.tarn.CodecException if the value cannot be encoded
     * @throws java.io.UncheckedIOException if the traits cannot
     */
    Draft draft(byte[] key, Entry<V> entry) {
        V value = entry.value();
        byte[] bytes = value == null ? NOTHING : values.encode(value);
        byte[] traits = entry.traits().equals(Traits.NONE) ? NOTHING : TraitsForm.write(entry.traits());
        return new Draft(key, bytes, traits, entry, opened);
    }

    /** An entry that is ready to be written. */
    static final class Draft {
        private final byte[] key;
        private final byte[] value;
        private final byte[] traits;
        private final int form;
        private final long version;
        private final long written;
        private final long fresh;
        private final long refresh;
        private final long dead;
        private final int shard;

        private Draft(byte[] key, byte[] value, byte[] traits, Entry<?> entry, long opened) {
            this.key = key;
            this.value = value;
            this.traits = traits;
            this.version = entry.version();
            this.shard = entry.shard();
            long units = (entry.writtenAt() - opened) >> WRITTEN_UNIT;
            this.written = units << 1 ^ units >> 63;
            long from = opened + (units << WRITTEN_UNIT);
            this.fresh = entry.freshUntil() - from;
            this.refresh = entry.refreshAt() - from;
            this.dead = entry.deadAt() - from;
            this.form = form(entry.isAbsence());
        }

        private int form(boolean absence) {
            int lives = (fresh < Entry.MAX_LIFE_NANOS ? MORTAL : 0)
                    | (refresh != fresh ? REFRESHED : 0)
                    | (dead != fresh ? STALE : 0);
            int scale = scale(
                    (lives & MORTAL) != 0 ? fresh : 0,
                    (lives & REFRESHED) != 0 ? refresh : 0,
                    (lives & STALE) != 0 ? dead : 0);
            return lives
                    | Math.max(0, numberBytes(version) - 1) << VERSION_BITS
                    | writtenSize(written) << WRITTEN_BITS
                    | scale << SCALE_BITS
                    | (absence ? ABSENCE : 0)
                    | (traits.length > 0 ? TRAITS : 0)
                    | (shard != 0 ? SHARD : 0)
                    | (value.length > LONGEST_SHORT ? LONG_VALUE : 0)
                    | key.length << KEY_BITS;
        }

        /** Returns the bytes that the entry takes. */
        long bytes() {
            long beside = (long) headerBytes(form) + (traits.length > 0 ? 2 + traits.length : 0);
            return beside + key.length + value.length;
        }
    }

    /** Returns which of the sizes is that of a time: bytes for 33 ms, 36 min, 6 days, and longer than anything lives. */
    private static int writtenSize(long written) {
        int size = 0;
        while (numberBytes(written) > (WRITTEN_SIZES >>> (4 * size) & 7)) {
            size++;
        }
        return size;
    }

    private static int numberBytes(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / 8;
    }

    private static int scale(long... lives) {
        for (int scale = 0; scale < EXACT; scale++) {
            boolean fits = true;
            for (long life : lives) {
                fits &= life >= 0 && life >>> SCALES[scale] <= 0xFFFF_FFFFL;
            }
            if (fits) {
                return scale;
            }
        }
        return EXACT;
    }

    /** Returns the length of what stands before the traits. */
    static int headerBytes(int form) {
        return 4
                + valueLengthBytes(form)
                + versionBytes(form)
                + writtenBytes(form)
                + livesBytes(form)
                + shardBytes(form);
    }

    private static int valueLengthBytes(int form) {
        return (form & LONG_VALUE) == 0 ? 2 : 4;
    }

    static int versionBytes(int form) {
        return (form >>> VERSION_BITS & 7) + 1;
    }

    static int writtenBytes(int form) {
        return WRITTEN_SIZES >>> (4 * (form >>> WRITTEN_BITS & 3)) & 7;
    }

    private static int lifeBytes(int form) {
        return (form >>> SCALE_BITS & 3) == EXACT ? 8 : 4;
    }

    static int livesBytes(int form) {
        return Integer.bitCount(form & (MORTAL | REFRESHED | STALE)) * lifeBytes(form);
    }

    private static int shardBytes(int form) {
        return (form & SHARD) == 0 ? 0 : 2;
    }

    static boolean isMortal(int form) {
        return (form & MORTAL) != 0;
    }

    static boolean hasShard(int form) {
        return (form & SHARD) != 0;
    }

    private static boolean isPlain(int form) {
        return LITTLE_ENDIAN && (form & SELDOM) == 0 && versionBytes(form) + writtenBytes(form) <= Long.BYTES;
    }

    private static int keyLength(int form) {
        return form >>> KEY_BITS;
    }

    /** Writes an entry into a chunk that has a number of granules more than it needs. What it is, is written last. */
    void write(long address, Draft draft, int slack) {
        int form = draft.form | slack << SLACK_BITS;
        long at = address + 4;
        if ((form & LONG_VALUE) == 0) {
            memory.putShort(at, draft.value.length);
        } else {
            memory.putInt(at, draft.value.length);
        }
        at += valueLengthBytes(form);
        memory.putBytes(at, draft.version, versionBytes(form));
        at += versionBytes(form);
        memory.putBytes(at, draft.written, writtenBytes(form));
        at += writtenBytes(form);
        at = writeLife(at, form, MORTAL, draft.fresh);
        at = writeLife(at, form, REFRESHED, draft.refresh);
        at = writeLife(at, form, STALE, draft.dead);
        if ((form & SHARD) != 0) {
            memory.putShort(at, draft.shard);
            at += 2;
        }
        if ((form & TRAITS) != 0) {
            memory.putShort(at, draft.traits.length);
            memory.put(at + 2, draft.traits);
            at += 2 + draft.traits.length;
        }
        memory.put(at, draft.key);
        memory.put(at + draft.key.length, draft.value);
        memory.setBits(address, form);
        noteForm(draft.form & (1 << KEY_BITS) - 1);
    }

    /** Two in a row of another form make it the usual one. */
    private void noteForm(int form) {
        if (form != usual.form && isPlain(form)) {
            if (form == unusual) {
                usual = new Layout(form);
            }
            unusual = form;
        }
    }

    private long writeLife(long at, int form, int flag, long life) {
        if ((form & flag) == 0) {
            return at;
        }
        int scale = form >>> SCALE_BITS & 3;
        if (scale == EXACT) {
            memory.putLong(at, life);
            return at + 8;
        }
        memory.putInt(at, (int) (life >>> SCALES[scale]));
        return at + 4;
    }

    private static long readLife(ByteBuffer window, long at, int form) {
        int scale = form >>> SCALE_BITS & 3;
        return scale == EXACT
                ? Memory.getLong(window, at)
                : (Memory.getInt(window, at) & 0xFFFF_FFFFL) << SCALES[scale];
    }

    private static int valueLength(ByteBuffer window, long entry, int form) {
        return (form & LONG_VALUE) == 0 ? Memory.getUnsignedShort(window, entry + 4) : Memory.getInt(window, entry + 4);
    }

    /** Returns where in its region the key of an entry begins. */
    private static long keyAt(ByteBuffer window, long entry, int form) {
        long at = entry + headerBytes(form);
        return (form & TRAITS) == 0 ? at : at + 2 + Memory.getUnsignedShort(window, at);
    }

    /** Tells whether the entry at an address is that of a key. */
    boolean isOf(long address, byte[] key) {
        ByteBuffer window = memory.window(address);
        long entry = memory.spot(address);
        int form = Memory.getInt(window, entry);
        return keyLength(form) == key.length && Memory.equals(window, keyAt(window, entry, form), key);
    }

    byte[] keyBytes(long address) {
        ByteBuffer window = memory.window(address);
        long entry = memory.spot(address);
        int form = Memory.getInt(window, entry);
        return memory.get(address + (keyAt(window, entry, form) - entry), keyLength(form));
    }

    K key(long address) {
        ByteBuffer window = memory.window(address);
        long entry = memory.spot(address);
        int form = Memory.getInt(window, entry);
        long at = keyAt(window, entry, form);
        return keys.decode(memory.view(address + (at - entry), keyLength(form)));
    }

    long version(long address) {
        ByteBuffer window = memory.window(address);
        long entry = memory.spot(address);
        int form = Memory.getInt(window, entry);
        return Memory.getBytes(window, entry + 4 + valueLengthBytes(form), versionBytes(form));
    }

    /** Returns the granules that the chunk of the entry at an address has. */
    int granules(long address) {
        ByteBuffer window = memory.window(address);
        long entry = memory.spot(address);
        int form = Memory.getInt(window, entry);
        long end = keyAt(window, entry, form) + keyLength(form) + valueLength(window, entry, form);
        return memory.granulesOf(end - entry) + (form >>> SLACK_BITS & 7);
    }

    /** Reads the entry at an address, decoding its value from where it stands, if it is that of a key; else returns null. */
    @Nullable
    Entry<V> read(long address, byte[] key) {
        ByteBuffer window = memory.window(address);
        long entry = memory.spot(address);
        long head = Memory.getLong(window, entry);
        Layout layout = usual;
        if (((int) head & ~LOOSE) != (layout.form | key.length << KEY_BITS)) {
            return isOf(address, key) ? read(address, true) : null;
        }
        if (!Memory.equals(window, entry + layout.key, key)) {
            return null;
        }
        long numbers = Memory.getLong(window, entry + Layout.NUMBERS);
        long written = numbers >>> layout.writtenShift & layout.writtenMask;
        long from = opened + (unzigzag(written) << WRITTEN_UNIT);
        long fresh =
                from + (layout.isMortal ? readLife(window, entry + layout.life, layout.form) : Entry.MAX_LIFE_NANOS);
        int shard = layout.hasShard ? shard(window, entry + layout.shard) : 0;
        ByteBuffer value = memory.view(address + layout.key + key.length, (int) (head >>> 32) & LONGEST_SHORT);
        long version = numbers & layout.versionMask;
        return Entry.decoded(values, value, shard, version, from, fresh, fresh, fresh, Traits.NONE);
    }

    private static int shard(ByteBuffer window, long at) {
        return Memory.getUnsignedShort(window, at) & Entry.MAX_SHARD;
    }

    private static long unzigzag(long number) {
        return number >>> 1 ^ -(number & 1);
    }

    /** Reads an entry; its value is decoded from where it stands. */
    Entry<V> read(long address) {
        return read(address, true);
    }

    /** Reads the entry at an address, as if it were an absence, if it is that of a key; else returns null. */
    @Nullable
    Entry<V> readWithoutValue(long address, byte[] key) {
        return isOf(address, key) ? readWithoutValue(address) : null;
    }

    /** Reads an entry without its value, as if it were an absence. */
    Entry<V> readWithoutValue(long address) {
        return read(address, false);
    }

    private Entry<V> read(long address, boolean withValue) {
        ByteBuffer window = memory.window(address);
        long entry = memory.spot(address);
        int form = Memory.getInt(window, entry);
        long at = entry + 4 + valueLengthBytes(form);
        long version = Memory.getBytes(window, at, versionBytes(form));
        at += versionBytes(form);
        long zigzag = Memory.getBytes(window, at, writtenBytes(form));
        at += writtenBytes(form);
        long from = opened + (unzigzag(zigzag) << WRITTEN_UNIT);
        int step = lifeBytes(form);
        long fresh = from + Entry.MAX_LIFE_NANOS;
        if ((form & MORTAL) != 0) {
            fresh = from + readLife(window, at, form);
            at += step;
        }
        long refresh = fresh;
        if ((form & REFRESHED) != 0) {
            refresh = from + readLife(window, at, form);
            at += step;
        }
        long dead = fresh;
        if ((form & STALE) != 0) {
            dead = from + readLife(window, at, form);
            at += step;
        }
        int shard = (form & SHARD) == 0 ? 0 : shard(window, at);
        at += shardBytes(form);
        Traits traits = Traits.NONE;
        if ((form & TRAITS) != 0) {
            int length = Memory.getUnsignedShort(window, at);
            traits = TraitsForm.read(memory.get(address + (at + 2 - entry), length));
            at += 2 + length;
        }
        if (withValue && (form & ABSENCE) == 0) {
            ByteBuffer value = memory.view(address + (at - entry) + keyLength(form), valueLength(window, entry, form));
            return Entry.decoded(values, value, shard, version, from, refresh, fresh, dead, traits);
        }
        return new Entry<>(null, shard, version, from, refresh, fresh, dead, traits);
    }
}
