package dev.tarn;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Signals that a value could not be turned into bytes, or that bytes could not be turned into a value.
 *
 * <p>On the read side it never reaches a caller of a cache: unreadable bytes are a miss, counted by {@link #reason()}.
 */
public final class CodecException extends CacheException {
    private static final long serialVersionUID = 1L;

    /** Why bytes and value do not go together; the label under which such misses are counted. */
    public enum Reason {
        /** The bytes do not begin like an envelope: somebody else's data. */
        FOREIGN,
        /** The envelope was written by a newer version of the format. It must not be overwritten by this node. */
        NEWER_FORMAT,
        /** The value was written by another codec, or its class has changed. */
        OTHER_TYPE,
        /** The envelope holds the value of another key: a hash collision or a mix-up. */
        OTHER_KEY,
        /** The bytes end too early or contradict themselves. */
        MALFORMED,
        /** The checksum does not match: the bytes were changed on the way. */
        CHECKSUM,
        /** The encoded or decoded size is above the cap. */
        TOO_LARGE,
        /** A class is involved that was not registered. */
        TYPE_NOT_ALLOWED,
        /** The payload could not be read or written by the codec. */
        PAYLOAD
    }

    private final Reason reason;

    /**
     * Creates an exception without a stack trace if it has a cause of its own or is an expected kind of mismatch.
     *
     * @param reason the kind of failure
     * @param message what was found and what was expected, without the contents
     * @param cause the serializer's own exception, or null
     */
    public CodecException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause, false);
        this.reason = requireNonNull(reason, "reason");
    }

    /** Returns the kind of failure. */
    public Reason reason() {
        return reason;
    }
}
