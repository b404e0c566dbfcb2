package dev.tarn.spring.boot;

import dev.tarn.spi.Meters;

/** Lets something beside the application's meters hear what the caches do. */
@FunctionalInterface
interface MetersAround {
    /** Returns meters that pass on to others what they hear. */
    Meters around(Meters others);
}
