package dev.tarn.memcached;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.spy.memcached.ops.OperationErrorType;
import net.spy.memcached.ops.OperationState;
import net.spy.memcached.ops.OperationStatus;
import net.spy.memcached.ops.StatusCode;
import net.spy.memcached.protocol.BaseOperationImpl;
import org.jspecify.annotations.Nullable;

/**
 * Reads many values by the text protocol: {@code get NAME NAME...}, answered by {@code VALUE NAME FLAGS LENGTH} and the bytes for each that
 * is there, in the order asked, and {@code END}.
 *
 * <p>Stands in the place of Spymemcached's own, which makes strings of every line and looks names up in maps: that was most of the
 * processor time of a read that shares a request.
 */
final class TextLookup extends BaseOperationImpl {
    private static final OperationStatus END = new OperationStatus(true, "END", StatusCode.SUCCESS);
    private static final int LONGEST_LINE = 512;
    private static final byte[] GET = ascii("get");
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] VALUE = ascii("VALUE ");

    private final Requests.Get get;
    private final List<String> names;
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;
    private int place = -1;
    private byte @Nullable [] value;
    private int read;
    /** How many of the two bytes that end a value are to come. */
    private int ending;

    TextLookup(Requests.Get get) {
        this.get = get;
        this.names = get.names();
        setCallback(get);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void initialize() {
        int size = GET.length + names.size() + CRLF.length;
        for (String name : names) {
            size += name.length();
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(GET);
        for (String name : names) {
            out.put((byte) ' ').put(ascii(name));
        }
        setBuffer(out.put(CRLF).flip());
    }

    @Override
    public void readFromBuffer(ByteBuffer in) throws IOException {
        get.heard();
        boolean more = true;
        while (more && in.hasRemaining()) {
            if (value != null) {
                readValue(value, in);
            } else if (ending > 0) {
                readEnding(in.get());
            } else if (readLine(in)) {
                more = take();
                length = 0;
            }
        }
    }

    private void readValue(byte[] into, ByteBuffer in) {
        int some = Math.min(in.remaining(), into.length - read);
        in.get(into, read, some);
        read += some;
        if (read == into.length) {
            get.found(place, into);
            value = null;
            ending = CRLF.length;
        }
    }

    private void readEnding(byte next) throws IOException {
        if (next != CRLF[CRLF.length - ending]) {
            throw new IOException("a value that is longer than announced");
        }
        ending--;
    }

    /** Reads on to the end of the line; returns whether it is there. */
    private boolean readLine(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            byte next = in.get();
            if (next == '\n') {
                return true;
            }
            if (next != '\r') {
                if (length == LONGEST_LINE) {
                    throw new IOException("a line of the answer has no end");
                }
                line[length++] = next;
            }
        }
        return false;
    }

    /** Takes a line; returns whether more are to come. */
    private boolean take() throws IOException {
        if (startsWith(VALUE)) {
            int afterName = nameEnd();
            value = new byte[get.checked(number(afterName))];
            read = 0;
            return true;
        }
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        if (text.equals("END")) {
            get.receivedStatus(END);
            transitionState(OperationState.COMPLETE);
        } else { // throws, and the connection is given up
            handleError(text.startsWith("SERVER") ? OperationErrorType.SERVER : OperationErrorType.CLIENT, text);
        }
        return false;
    }

    private boolean startsWith(byte[] start) {
        for (int i = 0; i < start.length; i++) {
            if (i >= length || line[i] != start[i]) {
                return false;
            }
        }
        return true;
    }

    /** Goes on to the place of the name in the line; names that are passed over have no value. Returns where the name ends. */
    private int nameEnd() throws IOException {
        while (++place < names.size()) {
            String name = names.get(place);
            int end = VALUE.length + name.length();
            if (end < length && line[end] == ' ' && isAt(VALUE.length, name)) {
                return end;
            }
        }
        throw new IOException("an answer to what was not asked");
    }

    private boolean isAt(int at, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (line[at + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the second number from a place on: the first is that of the flags. */
    private long number(int from) throws IOException {
        int at = from + 1;
        while (at < length && line[at] != ' ') {
            at++;
        }
        long number = 0;
        int digits = 0;
        while (++at < length && line[at] >= '0' && line[at] <= '9' && digits++ < 10) {
            number = 10 * number + line[at] - '0';
        }
        if (digits == 0 || at < length) {
            throw new IOException("a length that is no number");
        }
        return number;
    }

    @Override
    public byte @Nullable [] getErrorMsg() {
        return null;
    }
}
