package dev.tarn.memcached;

import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Position;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the item of a key says: a value, a lease, both (a refresh is under way), a write under way, or a bar. Memcached changes one
 * item in one step and no two, so all that must change together is in one.
 *
 * <pre>
 * length
 *   1    magic 0xC8
 *   1    format, 1 here
 *   1    flags: 1 value, 2 lease, 4 write under way, 8 bar, 16 key
 *        with flag 16: 4 bytes length, the key
 *        with flag 2:  token 8 + 8, its label (era 4, stamp 8, nonce 4), end 8
 *        with flag 4:  token 8 + 8, end 8
 *        with flag 8:  end 8
 *        with flag 1:  dead at 8, packing 1 (0 as it is, 1 deflated, 2 in pieces), then the bytes to the end
 * </pre>
 *
 * Numbers are big endian; ends are milliseconds since 1970 by the nodes' clocks. They say when others need not wait any longer, never who is
 * right. No flag at all is an item that is as good as none.
 */
record Frame(
        @Nullable Lease lease,
        @Nullable Mark writing,
        long barredUntil,
        @Nullable Body body) {
    static final Frame EMPTY = new Frame(null, null, 0, null);

    private static final byte MAGIC = (byte) 0xC8;
    private static final byte FORMAT = 1;
    private static final int VALUE = 1;
    private static final int LEASE = 2;
    private static final int WRITING = 4;
    private static final int BAR = 8;
    private static final int KEY = 16;
    private static final int FIXED = 3;
    private static final int LEASE_LENGTH = 40;
    private static final int MARK_LENGTH = 24;
    private static final int BODY_LENGTH = 9;

    /** The right to load. */
    record Lease(LeaseToken token, Position label, long end) {}

    /** Somebody is writing. */
    record Mark(LeaseToken token, long end) {}

    /** How the bytes of a value are kept. */
    enum Packing {
        PLAIN(0),
        DEFLATED(1),
        PIECES(2);

        private final byte code;

        Packing(int code) {
            this.code = (byte) code;
        }

        static Packing of(int code) {
            for (Packing one : values()) {
                if (one.code == code) {
                    return one;
                }
            }
            throw new IllegalArgumentException("packing is " + code);
        }
    }

    /**
     * A value.
     *
     * @param deadAt when it dies, in milliseconds since 1970
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Body(long deadAt, Packing packing, byte[] bytes) {}

    static Frame of(Body body) {
        return new Frame(null, null, 0, body);
    }

    static Frame of(Lease lease, @Nullable Body stale) {
        return new Frame(lease, null, 0, stale);
    }

    static Frame of(Mark writing) {
        return new Frame(null, writing, 0, null);
    }

    static Frame barred(long until) {
        return new Frame(null, null, until, null);
    }

    /** Returns the length of the frame around a value, at most. */
    static int overhead(ItemName name) {
        return FIXED + 4 + (name.hashed() ? name.key().length : 0) + LEASE_LENGTH + BODY_LENGTH;
    }

    /** Returns what an item says; null if the bytes are not such an item, or are of another key. */
    static @Nullable Frame read(ItemName name, byte[] item) {
        if (item.length < FIXED || item[0] != MAGIC || item[1] != FORMAT) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(item, FIXED, item.length - FIXED);
        int flags = item[2];
        try {
            if (!isOf(name, flags, in, item)) {
                return null;
            }
            Lease lease = (flags & LEASE) == 0 ? null : lease(in);
            Mark writing = (flags & WRITING) == 0 ? null : new Mark(token(in), in.getLong());
            long barredUntil = (flags & BAR) == 0 ? 0 : in.getLong();
            return new Frame(lease, writing, barredUntil, (flags & VALUE) == 0 ? null : body(in, item));
        } catch (BufferUnderflowException | IllegalArgumentException torn) {
            return null;
        }
    }

    /** Returns what is left when a lease is given up. */
    Frame withoutLease() {
        return body == null ? EMPTY : of(body);
    }

    /** Tells whether bytes are such an item, of whatever key and format. */
    static boolean isFrame(byte[] item) {
        return item.length >= FIXED && item[0] == MAGIC;
    }

    /** Returns the value unless it is dead. */
    @Nullable
    Body liveBody(long nowMillis) {
        return body == null || body.deadAt() <= nowMillis ? null : body;
    }

    private static boolean isOf(ItemName name, int flags, ByteBuffer in, byte[] item) {
        if (((flags & KEY) != 0) != name.hashed()) {
            return false;
        }
        if (!name.hashed()) {
            return true;
        }
        int length = in.getInt();
        if (length != name.key().length || length > in.remaining()) {
            return false;
        }
        int start = in.position();
        in.position(start + length);
        return Arrays.equals(item, start, start + length, name.key(), 0, length);
    }

    private static Lease lease(ByteBuffer in) {
        LeaseToken token = token(in);
        int era = in.getInt();
        return new Lease(token, new Position(0, era, in.getLong(), in.getInt()), in.getLong());
    }

    private static LeaseToken token(ByteBuffer in) {
        return new LeaseToken(in.getLong(), in.getLong());
    }

    private static Body body(ByteBuffer in, byte[] item) {
        long deadAt = in.getLong();
        Packing packing = Packing.of(in.get());
        return new Body(deadAt, packing, Arrays.copyOfRange(item, in.position(), item.length));
    }

    /** Returns the bytes of the item. */
    byte[] bytes(ItemName name) {
        int length = FIXED
                + (name.hashed() ? 4 + name.key().length : 0)
                + (lease == null ? 0 : LEASE_LENGTH)
                + (writing == null ? 0 : MARK_LENGTH)
                + (barredUntil == 0 ? 0 : 8)
                + (body == null ? 0 : BODY_LENGTH + body.bytes().length);
        ByteBuffer out = ByteBuffer.allocate(length).put(MAGIC).put(FORMAT).put((byte) flags(name));
        if (name.hashed()) {
            out.putInt(name.key().length).put(name.key());
        }
        if (lease != null) {
            put(out, lease.token());
            out.putInt(lease.label().era())
                    .putLong(lease.label().stamp())
                    .putInt(lease.label().nonce())
                    .putLong(lease.end());
        }
        if (writing != null) {
            put(out, writing.token());
            out.putLong(writing.end());
        }
        if (barredUntil != 0) {
            out.putLong(barredUntil);
        }
        if (body != null) {
            out.putLong(body.deadAt()).put(body.packing().code).put(body.bytes());
        }
        return out.array();
    }

    private static void put(ByteBuffer out, LeaseToken token) {
        out.putLong(token.node()).putLong(token.sequence());
    }

    private int flags(ItemName name) {
        return (body == null ? 0 : VALUE)
                | (lease == null ? 0 : LEASE)
                | (writing == null ? 0 : WRITING)
                | (barredUntil == 0 ? 0 : BAR)
                | (name.hashed() ? KEY : 0);
    }
}
