package dev.tarn.codec;

/** Hands out the buffers in which payloads are put together. Thread-safe; never waits. */
final class Workspaces {
    private final int cap;
    private final Pool<PayloadOutput> pool;

    /**
     * Creates the pool.
     *
     * @param cap the most bytes that a payload may have
     */
    Workspaces(int cap) {
        this.cap = cap;
        pool = new Pool<>(() -> new PayloadOutput(cap), output -> {});
    }

    int cap() {
        return cap;
    }

    PayloadOutput take() {
        return pool.take();
    }

    void give(PayloadOutput output) {
        output.rewind();
        pool.give(output);
    }
}
