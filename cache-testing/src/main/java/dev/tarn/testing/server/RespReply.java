package dev.tarn.testing.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reply of a Redis server: a text, a number, a list of replies, or nil. Immutable. */
public final class RespReply {
    private final @Nullable Object value;

    private RespReply(@Nullable Object value) {
        this.value = value;
    }

    static RespReply nil() {
        return new RespReply(null);
    }

    static RespReply ofBytes(byte[] value) {
        return new RespReply(value);
    }

    static RespReply ofNumber(long value) {
        return new RespReply(value);
    }

    static RespReply ofItems(List<RespReply> items) {
        return new RespReply(List.copyOf(items));
    }

    /** Tells whether the reply is nil, Redis's word for nothing there. */
    public boolean isNil() {
        return value == null;
    }

    /**
     * Returns the text, decoded as UTF-8, or the number in decimal.
     *
     * @throws IllegalStateException if the reply is nil or a list
     */
    public String text() {
        return value instanceof Long ? value.toString() : new String(bytes(), StandardCharsets.UTF_8);
    }

    /**
     * Returns the bytes of the text, a copy.
     *
     * @throws IllegalStateException if the reply is not a text
     */
    public byte[] bytes() {
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        throw mismatch("a text");
    }

    /**
     * Returns the number.
     *
     * @throws IllegalStateException if the reply is not a number
     */
    public long number() {
        if (value instanceof Long number) {
            return number;
        }
        throw mismatch("a number");
    }

    /**
     * Returns the replies in the list, in the server's order.
     *
     * @throws IllegalStateException if the reply is not a list
     */
    public List<RespReply> items() {
        if (value instanceof List<?> list) {
            return list.stream().map(RespReply.class::cast).toList();
        }
        throw mismatch("a list");
    }

    @Override
    public String toString() {
        if (value == null) {
            return "(nil)";
        }
        return value instanceof List<?> list ? list.toString() : text();
    }

    private IllegalStateException mismatch(String expected) {
        return new IllegalStateException("the reply is not " + expected + " but " + this);
    }
}
