package dev.tarn.testing.contract;

import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.RemoteTier.Write;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * Makes envelopes as far as a remote store may look into them: the header, and the tags after it. The rest is a text, not the form that an
 * entry codec writes.
 */
public final class Envelopes {
    private static final Duration LONG = Duration.ofMinutes(10);

    private Envelopes() {}

    /** Returns an envelope with a text in it. */
    public static byte[] of(String text, String... tags) {
        return of(EnvelopeHeader.FORMAT, text, tags);
    }

    /** Returns an envelope of any format version with a text in it. */
    public static byte[] of(int format, String text, String... tags) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int flags = tags.length == 0 ? 0 : EnvelopeHeader.TAGS;
        ByteBuffer header = ByteBuffer.allocate(EnvelopeHeader.LENGTH);
        header.put(EnvelopeHeader.MAGIC).put((byte) format).put((byte) flags).put((byte) 1);
        out.writeBytes(header.array());
        if (tags.length > 0) {
            out.write(tags.length);
            for (String tag : tags) {
                byte[] bytes = tag.getBytes(StandardCharsets.UTF_8);
                out.writeBytes(
                        ByteBuffer.allocate(2).putShort((short) bytes.length).array());
                out.writeBytes(bytes);
            }
        }
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /** Returns the text at the end of an envelope without tags. */
    public static String text(byte[] envelope) {
        byte[] text = Arrays.copyOfRange(envelope, EnvelopeHeader.LENGTH, envelope.length);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Returns the write of an envelope with a text in it, to be kept for ten minutes. */
    public static Write write(byte[] key, String text, String... tags) {
        return new Write(key, of(text, tags), LONG);
    }
}
