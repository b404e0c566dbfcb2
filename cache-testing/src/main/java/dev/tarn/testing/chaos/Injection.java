package dev.tarn.testing.chaos;

/** How a fault is brought about. */
@FunctionalInterface
interface Injection {
    /**
     * Injects the fault and returns how to end it.
     *
     * @param scene what may be touched
     * @return what was hit, and how it is healed
     */
    Shot inject(Scene scene);

    /**
     * A fault in force.
     *
     * @param detail what was hit, for the report
     * @param heal ends the fault
     */
    record Shot(String detail, Runnable heal) {
        /** A fault that needs no healing. */
        static Shot over(String detail) {
            return new Shot(detail, () -> {});
        }
    }
}
