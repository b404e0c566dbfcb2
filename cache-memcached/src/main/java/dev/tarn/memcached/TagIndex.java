package dev.tarn.memcached;

import dev.tarn.spi.EnvelopeHeader;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds which tags of a shard were voided, and where in the log. It is an item beside the head, written after it; the head says up to where
 * it must reach. An index that is missing, of another era or behind tells nothing, and a tagged value that it would have to vouch for is
 * taken for void. So neither eviction nor a writer that dies between the two brings a voided value back.
 *
 * <pre>
 * length
 *   1    magic 0xCA
 *   1    format, 1 here
 *   4    era
 *   8    up to: the last invalidation of a tag that is in here
 *   8    base: tagged values below it are void, whatever their tags
 *   4    number of tags
 *        for each: stamp 8, length 2, UTF-8
 * </pre>
 *
 * @param upTo the greatest stamp that is in here
 * @param base below it nothing is known any more
 */
record TagIndex(int era, long upTo, long base, Map<String, Long> stamps) {
    private static final byte MAGIC = (byte) 0xCA;
    private static final byte FORMAT = 1;
    private static final int FIXED = 26;

    TagIndex {
        stamps = Map.copyOf(stamps);
    }

    static @Nullable TagIndex of(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length < FIXED || bytes[0] != MAGIC || bytes[1] != FORMAT) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 2, bytes.length - 2);
        try {
            int era = in.getInt();
            long upTo = in.getLong();
            long base = in.getLong();
            int count = in.getInt();
            Map<String, Long> stamps = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                long stamp = in.getLong();
                stamps.put(text(in), stamp);
            }
            return new TagIndex(era, upTo, base, stamps);
        } catch (BufferUnderflowException torn) {
            return null;
        }
    }

    private static String text(ByteBuffer in) {
        byte[] text = new byte[in.getShort() & 0xFFFF];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(FIXED + size()).put(MAGIC).put(FORMAT);
        out.putInt(era).putLong(upTo).putLong(base).putInt(stamps.size());
        stamps.forEach((tag, stamp) -> {
            byte[] text = tag.getBytes(StandardCharsets.UTF_8);
            out.putLong(stamp).putShort((short) text.length).put(text);
        });
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * Returns the index after more tags were voided, in one step.
     *
     * @param before what there is, or null
     * @param former the greatest stamp of a tag's invalidation before this one
     * @param most how many bytes the tags may take; more become the base
     */
    static TagIndex after(@Nullable TagIndex before, int era, List<String> tags, long former, long stamp, int most) {
        boolean follows = before == null ? former == 0 : before.era() == era && before.upTo() == former;
        Map<String, Long> stamps = new LinkedHashMap<>(before != null && follows ? before.stamps() : Map.of());
        tags.forEach(tag -> stamps.put(tag, stamp));
        long base = !follows ? former : before == null ? 0 : before.base();
        TagIndex after = new TagIndex(era, stamp, base, stamps);
        return after.size() <= most ? after : new TagIndex(era, stamp, stamp, Map.of());
    }

    /** Returns the most bytes that the tags can take. */
    private int size() {
        int size = 0;
        for (String tag : stamps.keySet()) {
            size += 10 + 3 * tag.length();
        }
        return size;
    }

    /** Tells whether a value that carries tags may be served under a head. */
    static boolean permits(@Nullable TagIndex index, Head head, byte[] envelope, long version) {
        if (version >= head.tagMaximum() || (EnvelopeHeader.flags(envelope) & EnvelopeHeader.TAGS) == 0) {
            return true;
        }
        if (index == null
                || index.era() != head.position().era()
                || index.upTo() < head.tagMaximum()
                || version < index.base()) {
            return false;
        }
        return index.stamps().isEmpty() || index.permits(envelope, version);
    }

    private boolean permits(byte[] envelope, long version) {
        ByteBuffer in = ByteBuffer.wrap(envelope, EnvelopeHeader.LENGTH, envelope.length - EnvelopeHeader.LENGTH);
        try {
            int count = in.get() & 0xFF;
            for (int i = 0; i < count; i++) {
                Long stamp = stamps.get(text(in));
                if (stamp != null && stamp > version) {
                    return false;
                }
            }
            return true;
        } catch (BufferUnderflowException torn) {
            return false;
        }
    }
}
