package dev.tarn.jcache;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import org.jspecify.annotations.Nullable;

/** Closes what the application handed over, if it can be closed; what goes wrong is logged, since nothing depends on it any more. */
final class Closing {
    private static final Logger LOG = System.getLogger(Closing.class.getName());

    private Closing() {}

    static void close(@Nullable Object handedOver) {
        if (handedOver instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException | RuntimeException e) {
                LOG.log(Logger.Level.WARNING, "Closing " + handedOver.getClass().getName() + " failed", e);
            }
        }
    }
}
