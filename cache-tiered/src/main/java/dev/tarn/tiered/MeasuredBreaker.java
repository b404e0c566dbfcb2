package dev.tarn.tiered;

import dev.tarn.Breaker;
import dev.tarn.spi.Meters;
import dev.tarn.spi.Meters.BreakerMeters;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Has a breaker measured by the application's meters, and keeps a failure of those away from it. */
final class MeasuredBreaker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.tarn");

    private final RemoteBreaker breaker;
    private final BreakerMeters meters;
    private final Consumer<Breaker.State> listener = this::changed;

    private MeasuredBreaker(RemoteBreaker breaker, BreakerMeters meters) {
        this.breaker = breaker;
        this.meters = meters;
    }

    /**
     * Begins to measure.
     *
     * @param remote what the store is called
     */
    static MeasuredBreaker open(String namespace, String remote, RemoteBreaker breaker, Meters all) {
        MeasuredBreaker measured = new MeasuredBreaker(breaker, opened(namespace, remote, breaker, all));
        breaker.tell(measured.listener);
        return measured;
    }

    private static BreakerMeters opened(String namespace, String remote, RemoteBreaker breaker, Meters all) {
        try {
            return all.openBreaker(namespace, remote, breaker::state);
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "meters failed", e);
            return BreakerMeters.NONE;
        }
    }

    private void changed(Breaker.State state) {
        try {
            meters.changed(state);
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "meters failed", e);
        }
    }

    @Override
    public void close() {
        breaker.tellNoMore(listener);
        try {
            meters.close();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "meters failed", e);
        }
    }
}
