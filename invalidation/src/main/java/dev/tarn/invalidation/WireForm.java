package dev.tarn.invalidation;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Position;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns invalidations into the bytes of a push message and back. Stateless and thread-safe; never blocks.
 *
 * <pre>
 * offset length
 *   0      1    magic 0xC7
 *   1      1    version &lt;&lt; 4 | operation       version {@value #VERSION}; operations: see {@link Operation}
 *   2      2    shard
 *   4      4    era
 *   8      8    stamp of the previous position    0, with nonce 0: the log begins here
 *  16      4    nonce of the previous position
 *  20      8    stamp of this position            1 to 2^53
 *  28      4    nonce of this position
 *  32      2    number of names
 *  34     ...   for each name: its length as a varint (seven bits a byte, the lowest first, 0x80 set on all bytes but the last,
 *               as few bytes as will do), then its bytes: an encoded key, or a tag in UTF-8
 * </pre>
 *
 * All numbers are big endian and unsigned. The message ends with the last name. A message with one key of 24 bytes has 59 bytes. Both
 * positions are of the same shard and era. A clear and a beginning have no names.
 *
 * <p>Decoding takes time and memory in proportion to the bytes given, whatever they say of themselves.
 */
public final class WireForm {
    /** The version that this release writes. */
    public static final int VERSION = 1;

    /** The most names in one message. */
    public static final int MAXIMUM_NAMES = 0xFFFF;

    /** The most bytes in one name. */
    public static final int MAXIMUM_NAME_BYTES = 1 << 20;

    /** The most bytes in one message. */
    public static final int MAXIMUM_MESSAGE_BYTES = 8 << 20;

    /** The highest stamp, which is the highest number that a script in the store can count to exactly. */
    public static final long MAXIMUM_STAMP = 1L << 53;

    private static final int MAGIC = 0xC7;
    private static final int HEADER_BYTES = 34;
    private static final int MAXIMUM_SHARD = 0xFFFF;
    private static final @Nullable Operation[] OPERATIONS = new Operation[16];

    static {
        for (Operation operation : Operation.values()) {
            OPERATIONS[operation.code()] = operation;
        }
    }

    private WireForm() {}

    /**
     * Encodes an invalidation.
     *
     * @param invalidation the invalidation
     * @return its bytes, owned by the caller
     * @throws CodecException if it has too many or too long names ({@code TOO_LARGE}), or cannot be said in this form ({@code
     *     MALFORMED}): positions of two shards or eras, a stamp or shard out of range, names on a clear
     */
    public static byte[] encode(Invalidation invalidation) {
        Position previous = invalidation.previous();
        Position current = invalidation.current();
        checkPositions(previous, current);
        checkNames(invalidation.operation(), invalidation.names().size());
        ByteBuffer bytes = ByteBuffer.allocate(sizeOf(invalidation.names()));
        bytes.put((byte) MAGIC)
                .put((byte) (VERSION << 4 | invalidation.operation().code()));
        bytes.putShort((short) current.shard()).putInt(current.era());
        bytes.putLong(previous.stamp()).putInt(previous.nonce());
        bytes.putLong(current.stamp()).putInt(current.nonce());
        bytes.putShort((short) invalidation.names().size());
        put(bytes, invalidation.names());
        return bytes.array();
    }

    private static void put(ByteBuffer bytes, List<byte[]> names) {
        for (byte[] name : names) {
            Varint.put(bytes, name.length);
            bytes.put(name);
        }
    }

    /**
     * Encodes names as they stand in a message, behind its header: for who has the store write the header.
     *
     * @param names the names
     * @return their bytes, owned by the caller
     * @throws CodecException if they are too many or too long ({@code TOO_LARGE})
     */
    public static byte[] encodeNames(List<byte[]> names) {
        checkNames(Operation.INVALIDATE, names.size());
        ByteBuffer bytes = ByteBuffer.allocate(sizeOf(names) - HEADER_BYTES);
        put(bytes, names);
        return bytes.array();
    }

    private static void checkPositions(Position previous, Position current) {
        if (current.shard() < 0 || current.shard() > MAXIMUM_SHARD || previous.shard() != current.shard()) {
            throw malformed("shards " + previous.shard() + " and " + current.shard() + ", must be one from 0 to "
                    + MAXIMUM_SHARD);
        }
        boolean beginning = previous.equals(Position.unknown(current.shard()));
        if (!beginning && previous.era() != current.era()) {
            throw malformed("positions of two eras");
        }
        checkStamps(previous.stamp(), previous.nonce(), current.stamp());
    }

    private static void checkStamps(long previous, int previousNonce, long current) {
        if (previous < 0 || previous > MAXIMUM_STAMP || current < 1 || current > MAXIMUM_STAMP) {
            throw malformed("stamps " + previous + " and " + current + ", must be up to " + MAXIMUM_STAMP);
        }
        if (previous == 0 && previousNonce != 0) {
            throw malformed("a nonce without a stamp");
        }
    }

    private static void checkNames(Operation operation, int count) {
        if (count > MAXIMUM_NAMES) {
            throw new CodecException(Reason.TOO_LARGE, count + " names in a message, at most " + MAXIMUM_NAMES, null);
        }
        if (count > 0 && (operation == Operation.CLEAR || operation == Operation.GENESIS)) {
            throw malformed(count + " names on " + operation + ", which has none");
        }
    }

    private static int sizeOf(List<byte[]> names) {
        long size = HEADER_BYTES;
        for (byte[] name : names) {
            if (name.length > MAXIMUM_NAME_BYTES) {
                throw new CodecException(
                        Reason.TOO_LARGE, "a name of " + name.length + " bytes, at most " + MAXIMUM_NAME_BYTES, null);
            }
            size += Varint.sizeOf(name.length) + name.length;
        }
        if (size > MAXIMUM_MESSAGE_BYTES) {
            throw new CodecException(
                    Reason.TOO_LARGE, size + " bytes in a message, at most " + MAXIMUM_MESSAGE_BYTES, null);
        }
        return (int) size;
    }

    /**
     * Decodes a message. Whatever the bytes are, it returns an invalidation or throws a {@link CodecException}, and nothing else.
     *
     * @param message holds the message from its position to its limit, on or off the heap, in whatever byte order; neither its content
     *     nor its position is changed, and the invalidation keeps no hold of it
     * @return the invalidation
     * @throws CodecException if the bytes do not begin like a message ({@code FOREIGN}), are of a newer version ({@code NEWER_FORMAT}),
     *     or contradict this form ({@code MALFORMED})
     */
    public static Invalidation decode(ByteBuffer message) {
        ByteBuffer bytes = message.slice(); // a slice is big endian
        if (!bytes.hasRemaining() || (bytes.get(0) & 0xFF) != MAGIC) {
            throw new CodecException(Reason.FOREIGN, "not an invalidation", null);
        }
        Operation operation = operationOf(bytes);
        if (bytes.remaining() < HEADER_BYTES || bytes.remaining() > MAXIMUM_MESSAGE_BYTES) {
            throw malformed("a message of " + bytes.remaining() + " bytes");
        }
        int shard = bytes.getShort(2) & 0xFFFF;
        int era = bytes.getInt(4);
        long stampBefore = bytes.getLong(8);
        int nonceBefore = bytes.getInt(16);
        Position current = new Position(shard, era, bytes.getLong(20), bytes.getInt(28));
        checkStamps(stampBefore, nonceBefore, current.stamp());
        int count = bytes.getShort(32) & 0xFFFF;
        checkNames(operation, count);
        bytes.position(HEADER_BYTES);
        Position previous =
                stampBefore == 0 ? Position.unknown(shard) : new Position(shard, era, stampBefore, nonceBefore);
        return new Invalidation(operation, previous, current, namesOf(bytes, count));
    }

    private static Operation operationOf(ByteBuffer bytes) {
        if (bytes.remaining() < 2) {
            throw malformed("a message of one byte");
        }
        int version = (bytes.get(1) & 0xFF) >> 4;
        if (version > VERSION) {
            throw new CodecException(
                    Reason.NEWER_FORMAT,
                    "an invalidation of version " + version + ", this release reads " + VERSION,
                    null);
        }
        Operation operation = OPERATIONS[bytes.get(1) & 0x0F];
        if (version < VERSION || operation == null) {
            throw malformed("version " + version + ", operation " + (bytes.get(1) & 0x0F));
        }
        return operation;
    }

    private static List<byte[]> namesOf(ByteBuffer bytes, int count) {
        if (count > bytes.remaining()) {
            throw malformed(count + " names in " + bytes.remaining() + " bytes");
        }
        List<byte[]> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = Varint.get(bytes);
            if (length < 0 || length > MAXIMUM_NAME_BYTES || length > bytes.remaining()) {
                throw malformed("a name whose length is wrong");
            }
            byte[] name = new byte[length];
            bytes.get(name);
            names.add(name);
        }
        if (bytes.hasRemaining()) {
            throw malformed(bytes.remaining() + " bytes after the last name");
        }
        return names;
    }

    private static CodecException malformed(String what) {
        return new CodecException(Reason.MALFORMED, "a wrong invalidation: " + what, null);
    }

    /**
     * Splits names into lists that fit into a message each, in the order given.
     *
     * @param names the names
     * @return the lists; one empty list if there are no names
     * @throws CodecException if one of the names is too long ({@code TOO_LARGE})
     */
    public static List<List<byte[]>> split(List<byte[]> names) {
        List<List<byte[]>> messages = new ArrayList<>();
        int from = 0;
        long size = HEADER_BYTES;
        for (int i = 0; i < names.size(); i++) {
            long more = (long) sizeOf(names.subList(i, i + 1)) - HEADER_BYTES;
            if (size + more > MAXIMUM_MESSAGE_BYTES || i - from == MAXIMUM_NAMES) {
                messages.add(List.copyOf(names.subList(from, i)));
                from = i;
                size = HEADER_BYTES;
            }
            size += more;
        }
        messages.add(List.copyOf(names.subList(from, names.size())));
        return messages;
    }
}
