package dev.tarn.testing.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Closes the servers that a test has not closed when the JVM shuts down in an orderly way. Safe for use by threads. */
final class Leftovers {
    private static final Set<Host> HOSTS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::closeAll, "tarn-servers-shutdown"));
    }

    private Leftovers() {}

    static void track(Host host) {
        HOSTS.add(host);
    }

    static void forget(Host host) {
        HOSTS.remove(host);
    }

    private static void closeAll() {
        for (Host host : HOSTS) {
            try {
                host.close();
            } catch (RuntimeException ignored) {
                // The other servers must still be closed; the watchdog has the last word over this one.
            }
        }
    }
}
