package dev.tarn.tiered;

import dev.tarn.spi.Meters;
import dev.tarn.spi.Meters.StoreMeters;
import dev.tarn.spi.RemoteStore;
import java.lang.System.Logger.Level;

/** Has the servers of a remote store measured by the application's meters, and keeps a failure of those away from the store. */
final class MeasuredStore implements StoreMeters {
    private static final System.Logger LOG = System.getLogger("dev.tarn");

    private final StoreMeters meters;

    private MeasuredStore(StoreMeters meters) {
        this.meters = meters;
    }

    /** Begins to measure; what is returned ends it. */
    static StoreMeters open(String namespace, RemoteStore store, Meters all) {
        try {
            StoreMeters opened = all.openStore(namespace, store.name(), store::servers);
            if (opened == StoreMeters.NONE) {
                return opened;
            }
            MeasuredStore measured = new MeasuredStore(opened);
            store.measuredBy(measured);
            return measured;
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "meters failed", e);
            return StoreMeters.NONE;
        }
    }

    @Override
    public void request(String server, String operation, long nanos, boolean answered) {
        try {
            meters.request(server, operation, nanos, answered);
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "meters failed", e);
        }
    }

    @Override
    public void close() {
        try {
            meters.close();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "meters failed", e);
        }
    }
}
