package dev.tarn.codec;

/**
 * Holds the options of the envelope.
 *
 * @param compression how payloads are compressed
 * @param compressFrom the least payload that is compressed, in bytes
 * @param maximumPayload the most bytes that a payload may have before compression
 * @param maximumKey the most bytes that an encoded key may have
 */
record Limits(Compression compression, int compressFrom, int maximumPayload, int maximumKey) {
    Limits {
        require("compressFrom", compressFrom, 0, Integer.MAX_VALUE);
        require("maximumPayload", maximumPayload, 1, 1 << 30);
        require("maximumKey", maximumKey, 1, 1 << 20);
    }

    private static void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " is " + value + ", must be " + least + " to " + most);
        }
    }
}
