package dev.tarn.local.offheap;

import dev.tarn.spi.Traits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/** Turns the traits of an entry into bytes and back. They never leave the process, so the form is nobody else's affair. */
final class TraitsForm {
    private static final int LONGEST = 65_535;

    private TraitsForm() {}

    /**
     * Writes traits.
     *
     * @throws UncheckedIOException if a tag, the ETag or all together are longer than 65,535 bytes
     */
    static byte[] write(Traits traits) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(traits.tags().size());
            for (String tag : traits.tags()) {
                out.writeUTF(tag);
            }
            String etag = traits.etag();
            out.writeBoolean(etag != null);
            if (etag != null) {
                out.writeUTF(etag);
            }
            Long lastModified = traits.lastModified();
            out.writeBoolean(lastModified != null);
            if (lastModified != null) {
                out.writeLong(lastModified);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (bytes.size() > LONGEST) {
            throw new UncheckedIOException(new IOException("traits of " + bytes.size() + " bytes, cap " + LONGEST));
        }
        return bytes.toByteArray();
    }

    static Traits read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Set<String> tags = new HashSet<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                tags.add(in.readUTF());
            }
            String etag = in.readBoolean() ? in.readUTF() : null;
            Long lastModified = in.readBoolean() ? (Long) in.readLong() : null;
            return new Traits(tags, etag, lastModified);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
