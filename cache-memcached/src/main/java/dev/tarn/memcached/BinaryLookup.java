package dev.tarn.memcached;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.spy.memcached.ops.OperationState;
import net.spy.memcached.ops.OperationStatus;
import net.spy.memcached.ops.StatusCode;
import net.spy.memcached.protocol.BaseOperationImpl;
import org.jspecify.annotations.Nullable;

/**
 * Reads many values by the binary protocol: a quiet get for each, answered only if there is a value, and a no-op that is always
 * answered. The number that the protocol hands back ({@code opaque}) is the place of the name.
 *
 * <p>Stands in the place of Spymemcached's own, which asks in an order of its own and looks names up in maps.
 *
 * <pre>
 * offset length
 *   0      1    0x80 in a request, 0x81 in an answer
 *   1      1    0x09 quiet get, 0x0A no-op
 *   2      2    length of the name
 *   4      1    length of the extras: the flags of a value, 4
 *   5      1    0
 *   6      2    0 in a request, status in an answer
 *   8      4    length of extras, name and value together
 *  12      4    opaque
 *  16      8    cas
 * </pre>
 */
final class BinaryLookup extends BaseOperationImpl {
    private static final OperationStatus DONE = new OperationStatus(true, "OK", StatusCode.SUCCESS);
    private static final byte REQUEST = (byte) 0x80;
    private static final byte ANSWER = (byte) 0x81;
    private static final byte QUIET_GET = 0x09;
    private static final byte NO_OP = 0x0A;
    private static final int HEADER = 24;

    private final Requests.Get get;
    private final List<String> names;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER);
    private OperationStatus status = DONE;
    private int skip;
    private byte @Nullable [] body;
    private int read;

    BinaryLookup(Requests.Get get) {
        this.get = get;
        this.names = get.names();
        setCallback(get);
    }

    @Override
    public void initialize() {
        int size = HEADER * (names.size() + 1);
        for (String name : names) {
            size += name.length();
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        for (int i = 0; i < names.size(); i++) {
            byte[] name = names.get(i).getBytes(StandardCharsets.US_ASCII);
            put(out, QUIET_GET, name.length, i).put(name);
        }
        setBuffer(put(out, NO_OP, 0, names.size()).flip());
    }

    private static ByteBuffer put(ByteBuffer out, byte command, int nameLength, int opaque) {
        return out.put(REQUEST)
                .put(command)
                .putShort((short) nameLength)
                .putInt(0)
                .putInt(nameLength)
                .putInt(opaque)
                .putLong(0);
    }

    @Override
    public void readFromBuffer(ByteBuffer in) throws IOException {
        get.heard();
        boolean more = true;
        while (more && in.hasRemaining()) {
            if (body == null) {
                readHeader(in);
            } else {
                readBody(body, in);
            }
            more = body == null || read < body.length || take(body);
        }
    }

    private void readHeader(ByteBuffer in) throws IOException {
        while (header.hasRemaining() && in.hasRemaining()) {
            header.put(in.get());
        }
        if (header.hasRemaining()) {
            return;
        }
        int place = header.getInt(12);
        boolean known = header.get(1) == QUIET_GET ? place >= 0 && place < names.size() : place == names.size();
        if (header.get(0) != ANSWER || !known) {
            throw new IOException("an answer to what was not asked");
        }
        skip = (header.get(4) & 0xFF) + (header.getShort(2) & 0xFFFF);
        body = new byte[get.checked((header.getInt(8) & 0xFFFF_FFFFL) - skip)];
        read = 0;
    }

    private void readBody(byte[] into, ByteBuffer in) {
        int skipped = Math.min(in.remaining(), skip);
        in.position(in.position() + skipped);
        skip -= skipped;
        int some = Math.min(in.remaining(), into.length - read);
        in.get(into, read, some);
        read += some;
    }

    /** Takes an answer that is complete, unless flags or name are still to be skipped; returns whether more are to come. */
    private boolean take(byte[] value) {
        if (skip > 0) {
            return true;
        }
        int code = header.getShort(6) & 0xFFFF;
        boolean last = header.get(1) == NO_OP;
        if (code != 0) {
            status = new OperationStatus(
                    false, new String(value, StandardCharsets.ISO_8859_1), StatusCode.fromBinaryCode(code));
        } else if (!last) {
            get.found(header.getInt(12), value);
        }
        body = null;
        header.clear();
        if (last) {
            get.receivedStatus(status);
            transitionState(OperationState.COMPLETE);
        }
        return !last;
    }

    @Override
    public byte @Nullable [] getErrorMsg() {
        return null;
    }
}
