package dev.tarn.memcached;

import dev.tarn.spi.EnvelopeHeader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Brings values into a size that the server takes, and back.
 *
 * <p>A value is kept as it is if it fits; else deflated, if that makes it fit; else in pieces, if that was asked for. The item of a value
 * in pieces holds an id that no other write has, and the checksum of the whole; each piece is kept under that id. Pieces of two writes
 * cannot be mixed up, and a value of which one piece is missing is none.
 *
 * <pre>
 * deflated:   length 4, deflate stream
 * in pieces:  id 8 + 8, length 4, number of pieces 4, CRC-32C of the whole 4
 * </pre>
 */
final class Values {
    /** What an item takes beside name and value, in the server's own books, with something to spare. */
    private static final int ITEM_OVERHEAD = 256;

    private static final int DEFLATED_HEADER = 4;
    private static final int MANIFEST = 28;
    private static final int MOST_PIECES = 10_000;

    private Values() {}

    /**
     * Returns what of a value may be served under a head: the envelope, or null if it is void, damaged or incomplete.
     *
     * @param body the value, not dead
     */
    static CompletableFuture<byte @Nullable []> servable(
            Session session, Shard shard, Head head, Frame.Body body, String operation, long deadline) {
        return unpacked(session, shard, body, operation, deadline).thenCompose(envelope -> {
            Head.Verdict verdict = envelope == null ? Head.Verdict.DROP : head.judge(envelope);
            if (verdict != Head.Verdict.CHECK_TAGS) {
                return CompletableFuture.completedFuture(verdict == Head.Verdict.SERVE ? envelope : null);
            }
            long version = EnvelopeHeader.version(envelope);
            return shard.tags(operation, deadline)
                    .thenApply(index -> TagIndex.permits(index, head, envelope, version) ? envelope : null);
        });
    }

    /** Returns the bytes of a value as they were given, or null if they are damaged or incomplete. */
    static CompletableFuture<byte @Nullable []> unpacked(
            Session session, Shard shard, Frame.Body body, String operation, long deadline) {
        return switch (body.packing()) {
            case PLAIN -> CompletableFuture.completedFuture(body.bytes());
            case DEFLATED ->
                CompletableFuture.completedFuture(
                        inflated(body.bytes(), session.options().maximumValueBytes()));
            case PIECES -> joined(session, shard, body.bytes(), operation, deadline);
        };
    }

    private static byte @Nullable [] inflated(byte[] bytes, int most) {
        int length =
                bytes.length < DEFLATED_HEADER ? -1 : ByteBuffer.wrap(bytes).getInt();
        if (length < 0 || length > most) {
            return null;
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes, DEFLATED_HEADER, bytes.length - DEFLATED_HEADER);
            byte[] out = new byte[length];
            int at = 0;
            while (at < length) {
                int some = inflater.inflate(out, at, length - at);
                if (some == 0) {
                    return null;
                }
                at += some;
            }
            return out;
        } catch (DataFormatException damaged) {
            return null;
        } finally {
            inflater.end();
        }
    }

    private static CompletableFuture<byte @Nullable []> joined(
            Session session, Shard shard, byte[] manifest, String operation, long deadline) {
        if (manifest.length != MANIFEST) {
            return CompletableFuture.completedFuture(null);
        }
        ByteBuffer in = ByteBuffer.wrap(manifest);
        long id = in.getLong();
        long more = in.getLong();
        int length = in.getInt();
        int count = in.getInt();
        int checksum = in.getInt();
        if (length < 0 || length > session.options().maximumValueBytes() || count < 1 || count > MOST_PIECES) {
            return CompletableFuture.completedFuture(null);
        }
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(shard.names().piece(id, more, i));
        }
        return shard.server().get(operation, names, deadline).thenApply(found -> joined(found, length, checksum));
    }

    private static byte @Nullable [] joined(byte[] @Nullable [] pieces, int length, int checksum) {
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] piece : pieces) {
            if (piece == null || piece.length > length - at) {
                return null;
            }
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
        }
        return at == length && checksum(whole) == checksum ? whole : null;
    }

    /**
     * Returns a value in a form that fits into an item; null if there is none.
     *
     * @param envelope the value, which must not change any more
     * @param deadAt when it dies
     */
    static CompletableFuture<Frame.@Nullable Body> packed(
            Session session, Shard shard, ItemName name, byte[] envelope, long deadAt, long deadline) {
        int room = shard.server().itemLimit() - ITEM_OVERHEAD - name.text().length() - Frame.overhead(name);
        if (envelope.length <= room) {
            return CompletableFuture.completedFuture(new Frame.Body(deadAt, Frame.Packing.PLAIN, envelope));
        }
        boolean allowed = envelope.length <= session.options().maximumValueBytes();
        byte[] smaller = allowed ? deflated(envelope, room) : null;
        if (smaller != null) {
            return CompletableFuture.completedFuture(new Frame.Body(deadAt, Frame.Packing.DEFLATED, smaller));
        }
        if (!allowed || !session.options().splitLargeValues() || room < MANIFEST) {
            session.tooLarge().increment();
            return CompletableFuture.completedFuture(null);
        }
        return split(session, shard, envelope, deadAt, deadline);
    }

    private static byte @Nullable [] deflated(byte[] envelope, int room) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(envelope);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(
                    ByteBuffer.allocate(DEFLATED_HEADER).putInt(envelope.length).array());
            byte[] some = new byte[8_192];
            while (!deflater.finished()) {
                out.write(some, 0, deflater.deflate(some));
                if (out.size() > room) {
                    return null;
                }
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static CompletableFuture<Frame.@Nullable Body> split(
            Session session, Shard shard, byte[] envelope, long deadAt, long deadline) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long id = random.nextLong();
        long more = random.nextLong();
        int size = shard.server().itemLimit()
                - ITEM_OVERHEAD
                - shard.names().piece(-1, -1, MOST_PIECES).length();
        int count = (envelope.length + size - 1) / size;
        long now = session.options().clock().millis();
        int expiry = Expiry.of(deadAt - now, now);
        CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
        for (int i = 0; i < count; i++) {
            byte[] piece = Arrays.copyOfRange(envelope, i * size, Math.min(envelope.length, (i + 1) * size));
            all = all.thenCombine(
                    shard.server().set("write", shard.names().piece(id, more, i), piece, expiry, deadline),
                    (former, stored) -> former && stored);
        }
        byte[] manifest = ByteBuffer.allocate(MANIFEST)
                .putLong(id)
                .putLong(more)
                .putInt(envelope.length)
                .putInt(count)
                .putInt(checksum(envelope))
                .array();
        return all.thenApply(stored -> stored ? new Frame.Body(deadAt, Frame.Packing.PIECES, manifest) : null);
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }
}
