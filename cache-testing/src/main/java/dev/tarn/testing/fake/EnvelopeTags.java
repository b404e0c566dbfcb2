package dev.tarn.testing.fake;

import dev.tarn.spi.EnvelopeHeader;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the tags that follow the header of an envelope: a byte for their number, then each with two bytes of length. */
final class EnvelopeTags {
    private EnvelopeTags() {}

    /** Returns the tags; none if there are none or the bytes end too early, which is for the reader of the value to find. */
    static List<String> of(byte[] envelope) {
        if ((EnvelopeHeader.flags(envelope) & EnvelopeHeader.TAGS) == 0) {
            return List.of();
        }
        ByteBuffer in = ByteBuffer.wrap(envelope).position(EnvelopeHeader.LENGTH);
        try {
            List<String> tags = new ArrayList<>();
            for (int left = in.get() & 0xFF; left > 0; left--) {
                byte[] tag = new byte[in.getShort() & 0xFFFF];
                in.get(tag);
                tags.add(new String(tag, StandardCharsets.UTF_8));
            }
            return tags;
        } catch (BufferUnderflowException e) {
            return List.of();
        }
    }
}
