package dev.tarn.spi;

import java.nio.ByteBuffer;

/**
 * Describes the first 16 bytes of the envelope: the part that remote stores (and their scripts) read and write. What follows is the
 * affair of the {@link EntryCodec}, except that the tags, if any, come first.
 *
 * <pre>
 * offset length
 *   0      1    magic 0xC7
 *   1      1    format version, {@value #FORMAT} here
 *   2      1    flags: 1 tombstone, 2 absence, 4 provisional, 8 tags, 16 validators, 32 quarantine, 64 written by put, 128 compressed
 *   3      1    codec id
 *   4      4    era, set by the store
 *   8      8    version (stamp), set by the store; a tombstone ends here
 *  16     ...   with flag 8: one byte n, then n x (two bytes length, tag in UTF-8); then the codec's own
 * </pre>
 *
 * All numbers are big endian. Era and version are not covered by the envelope's checksum, because the store stamps them into the bytes
 * it is given.
 */
public final class EnvelopeHeader {
    /** The first byte of every envelope. */
    public static final byte MAGIC = (byte) 0xC7;

    /** The version of the format that this release writes; it reads all versions up to it. */
    public static final int FORMAT = 1;

    /** The length of the fixed part. */
    public static final int LENGTH = 16;

    /** Marks a place where a value was removed. */
    public static final int TOMBSTONE = 1;

    /** Marks the fact that the source has no value. */
    public static final int ABSENCE = 2;

    /** Marks a value with a short life because its load may have read old data. */
    public static final int PROVISIONAL = 4;

    /** Says that tags follow the header. */
    public static final int TAGS = 8;

    /** Says that an ETag or a last-modified instant is there. */
    public static final int VALIDATORS = 16;

    /** Marks a key that a transaction has in its hands. */
    public static final int QUARANTINE = 32;

    /** Marks a value that a put has written, not a load. */
    public static final int PUT = 64;

    /** Says that the payload is compressed. */
    public static final int COMPRESSED = 128;

    /** The offset of the era. */
    public static final int ERA_OFFSET = 4;

    /** The offset of the version. */
    public static final int VERSION_OFFSET = 8;

    private EnvelopeHeader() {}

    /**
     * Tells whether bytes begin like an envelope, of whatever format version.
     *
     * @param bytes any bytes
     */
    public static boolean isEnvelope(byte[] bytes) {
        return bytes.length >= LENGTH && bytes[0] == MAGIC;
    }

    /**
     * Returns the format version.
     *
     * @param envelope bytes for which {@link #isEnvelope} holds
     */
    public static int format(byte[] envelope) {
        return envelope[1] & 0xFF;
    }

    /**
     * Returns the flags.
     *
     * @param envelope bytes for which {@link #isEnvelope} holds
     */
    public static int flags(byte[] envelope) {
        return envelope[2] & 0xFF;
    }

    /**
     * Returns the era.
     *
     * @param envelope bytes for which {@link #isEnvelope} holds
     */
    public static int era(byte[] envelope) {
        return ByteBuffer.wrap(envelope).getInt(ERA_OFFSET);
    }

    /**
     * Returns the version.
     *
     * @param envelope bytes for which {@link #isEnvelope} holds
     */
    public static long version(byte[] envelope) {
        return ByteBuffer.wrap(envelope).getLong(VERSION_OFFSET);
    }

    /**
     * Writes era and version into an envelope, in place.
     *
     * @param envelope bytes for which {@link #isEnvelope} holds
     * @param era the era of the log
     * @param version the version of the value
     */
    public static void stamp(byte[] envelope, int era, long version) {
        ByteBuffer.wrap(envelope).putInt(ERA_OFFSET, era).putLong(VERSION_OFFSET, version);
    }
}
