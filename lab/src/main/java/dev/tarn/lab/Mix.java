package dev.tarn.lab;

/** Mixes the bits of a number. */
final class Mix {
    private Mix() {}

    static long mixed(long number) {
        long mixed = (number + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 29)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 32);
    }

    /** Returns a number from 0 to below 1 that hangs on a key alone. */
    static double share(long key) {
        return (mixed(key) >>> 11) * 0x1p-53;
    }
}
