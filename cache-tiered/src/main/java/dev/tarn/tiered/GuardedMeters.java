package dev.tarn.tiered;

import dev.tarn.CodecException;
import dev.tarn.spi.Meters.CacheMeters;
import java.lang.System.Logger.Level;

/** Keeps a failure of the application's meters away from the work that they measure. */
final class GuardedMeters implements CacheMeters {
    private static final System.Logger LOG = System.getLogger("dev.tarn");

    private final CacheMeters meters;

    GuardedMeters(CacheMeters meters) {
        this.meters = meters;
    }

    @Override
    public void load(long nanos, int keys, boolean success) {
        try {
            meters.load(nanos, keys, success);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void remoteCall(String operation, long nanos, boolean success) {
        try {
            meters.remoteCall(operation, nanos, success);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void unreadable(CodecException.Reason reason) {
        try {
            meters.unreadable(reason);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void close() {
        try {
            meters.close();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private static void failed(RuntimeException failure) {
        LOG.log(Level.DEBUG, "meters failed", failure);
    }
}
