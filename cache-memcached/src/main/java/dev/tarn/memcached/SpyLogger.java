package dev.tarn.memcached;

import net.spy.memcached.compat.log.AbstractLogger;
import net.spy.memcached.compat.log.Level;

/**
 * Takes what Spymemcached logs to {@link System.Logger}, all of it at the level {@code DEBUG} or below: unasked it would print to the
 * standard error, and its warnings quote keys. What an operator has to know the caches log themselves.
 *
 * <p>Public only because Spymemcached makes it by reflection, named by the system property {@code net.spy.log.LoggerImpl}, which the store
 * sets unless it is set already.
 */
public final class SpyLogger extends AbstractLogger {
    private static final String PROPERTY = "net.spy.log.LoggerImpl";

    private final System.Logger target;
    private final boolean debug;

    /**
     * Makes a logger.
     *
     * @param name its name
     */
    public SpyLogger(String name) {
        super(name);
        this.target = System.getLogger(name);
        this.debug = target.isLoggable(System.Logger.Level.TRACE);
    }

    /** Makes this the logger of Spymemcached, unless it has been given another. */
    static void install() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, SpyLogger.class.getName());
        }
    }

    @Override
    public boolean isTraceEnabled() {
        return debug;
    }

    @Override
    public boolean isDebugEnabled() {
        return debug;
    }

    @Override
    public boolean isInfoEnabled() {
        return target.isLoggable(System.Logger.Level.DEBUG);
    }

    @Override
    public void log(Level level, Object message, Throwable failure) {
        boolean fine = level == Level.TRACE || level == Level.DEBUG;
        target.log(fine ? System.Logger.Level.TRACE : System.Logger.Level.DEBUG, String.valueOf(message), failure);
    }
}
