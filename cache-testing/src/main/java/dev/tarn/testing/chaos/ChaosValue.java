package dev.tarn.testing.chaos;

import org.jspecify.annotations.Nullable;

/** The text that is cached for a version of a key: both numbers, and digits that follow from them, so that half a text shows. */
final class ChaosValue {
    private static final int ROUNDS = 6;

    private ChaosValue() {}

    static String of(long key, int version) {
        StringBuilder text = new StringBuilder(128);
        text.append(version).append('/').append(key);
        long digits = mix(key * 0x9E37_79B9_7F4A_7C15L + version);
        for (int i = 0; i < ROUNDS; i++) {
            text.append('/').append(Long.toHexString(digits));
            digits = mix(digits);
        }
        return text.toString();
    }

    /** Returns the version of a text cached for the key; the numbers of {@link HistoryEvent} for nothing and for anything else. */
    static int versionOf(long key, @Nullable String text) {
        if (text == null) {
            return HistoryEvent.NO_VALUE;
        }
        int slash = text.indexOf('/');
        if (slash < 1 || slash > 9) {
            return HistoryEvent.FOREIGN;
        }
        try {
            int version = Integer.parseInt(text, 0, slash, 10);
            return version > 0 && text.equals(of(key, version)) ? version : HistoryEvent.FOREIGN;
        } catch (NumberFormatException e) {
            return HistoryEvent.FOREIGN;
        }
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ (mixed >>> 31);
    }
}
