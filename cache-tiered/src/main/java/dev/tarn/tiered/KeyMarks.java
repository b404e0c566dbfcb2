package dev.tarn.tiered;

import dev.tarn.CodecException;
import dev.tarn.spi.Codec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Makes marks that stand for keys and give nothing away of them: hashes under a secret that nobody else has. For one thread at a time. */
final class KeyMarks {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SECRET_BYTES = 32;

    private final @Nullable Codec<Object> codec;
    private final Mac mac;

    /**
     * Makes a secret of its own.
     *
     * @param codec encodes keys; null where there is none
     */
    KeyMarks(@Nullable Codec<Object> codec) {
        this.codec = codec;
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, e);
        }
    }

    /**
     * Returns the mark of a key: the same for equal ones.
     *
     * @throws CodecException if the key cannot be encoded
     */
    long of(Object key) {
        return ByteBuffer.wrap(mac.doFinal(bytes(key))).getLong();
    }

    /** Without a codec only well-known types tell more of a key than its hash code does. */
    private byte[] bytes(Object key) {
        if (codec != null) {
            return codec.encode(key);
        }
        boolean telling =
                key instanceof CharSequence || key instanceof Number || key instanceof UUID || key instanceof Enum<?>;
        String text = telling ? key.toString() : Integer.toString(key.hashCode());
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
