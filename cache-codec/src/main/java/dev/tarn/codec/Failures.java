package dev.tarn.codec;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.KryoBufferOverflowException;
import com.esotericsoftware.kryo.io.KryoBufferUnderflowException;
import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;

/** Turns what goes wrong inside a codec into a {@link CodecException}. */
final class Failures {
    private Failures() {}

    /** Throws what a method handle threw: unchecked as it is, checked wrapped. */
    static RuntimeException rethrow(Throwable e) {
        if (e instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new KryoException(e);
    }

    /** Says why an object could not be encoded; what is not the object's own fault, such as the lack of memory, passes. */
    static CodecException encoding(Throwable e, String what, int cap) {
        if (e instanceof KryoBufferOverflowException) {
            return new CodecException(Reason.TOO_LARGE, what + " is above the cap of " + cap + " bytes", e);
        }
        return typed(e, what + " cannot be encoded");
    }

    /** Says why bytes could not be decoded. */
    static CodecException decoding(Throwable e, String what) {
        if (e instanceof KryoBufferUnderflowException) {
            return new CodecException(Reason.MALFORMED, what + " ends too early", e);
        }
        return typed(e, what + " cannot be decoded");
    }

    private static CodecException typed(Throwable e, String message) {
        if (e instanceof CodecException known) {
            return known;
        }
        if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
            throw fatal;
        }
        return new CodecException(Reason.PAYLOAD, message + ": " + e, e);
    }
}
