package dev.tarn.memcached;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells when it is made from bytes by Java's deserialization. */
final class Gadget implements Serializable {
    static final AtomicInteger AWOKEN = new AtomicInteger();

    @Serial
    private static final long serialVersionUID = 1;

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        AWOKEN.incrementAndGet();
    }
}
