package dev.tarn.violations;

import java.util.function.LongSupplier;

/** Hands out the machine's clock as a method reference. */
public final class MillisReader {
    public LongSupplier read() {
        return System::currentTimeMillis;
    }
}
