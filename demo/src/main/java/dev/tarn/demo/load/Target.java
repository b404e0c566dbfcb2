package dev.tarn.demo.load;

/** Takes the load. Thread-safe; every call blocks until it is answered. */
public interface Target {
    /**
     * Reads a product.
     *
     * @param id its key
     * @throws Exception any failure
     */
    void read(long id) throws Exception;

    /**
     * Changes a product.
     *
     * @param id its key
     * @param priceCents its new price
     * @throws Exception any failure
     */
    void write(long id, long priceCents) throws Exception;
}
