package dev.tarn.codec;

/**
 * Points to the bytes of a payload, which stay where they were written.
 *
 * @param bytes the array that begins with them
 * @param length how many they are
 * @param compression how they are compressed
 * @param rawLength how many they are when expanded
 * @param absent whether they stand for no value at all
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record Payload(byte[] bytes, int length, Compression compression, int rawLength, boolean absent) {
    static final Payload ABSENT = new Payload(new byte[0], 0, Compression.NONE, 0, true);

    static Payload raw(byte[] bytes, int length) {
        return new Payload(bytes, length, Compression.NONE, length, false);
    }

    /** Returns a compressed form, or this one if less than an eighth would be saved. */
    Payload compressed(Compression algorithm, PayloadOutput workspace) {
        byte[] target = workspace.scratch(algorithm.bound(length));
        int size = algorithm.compress(bytes, length, target);
        return size > length - length / 8 ? this : new Payload(target, size, algorithm, length, false);
    }

    boolean isCompressed() {
        return compression != Compression.NONE;
    }
}
