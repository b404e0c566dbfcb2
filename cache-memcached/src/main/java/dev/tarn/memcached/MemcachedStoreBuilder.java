package dev.tarn.memcached;

import static java.util.Objects.requireNonNull;

import dev.tarn.spi.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Configures a {@link MemcachedStore}. Not thread-safe; may be used for several stores.
 *
 * <p>What can be wrong is refused by {@link #build} with the option, its value and the limit.
 */
public final class MemcachedStoreBuilder {
    private final List<ServerAddress> servers = new ArrayList<>();
    private String name = "memcached";
    private boolean binary;
    private MemcachedOptions.@Nullable Login login;
    private Duration commandTimeout = Duration.ofMillis(100);
    private Duration controlTimeout = Duration.ofMillis(250);
    private int maximumBatchKeys = 512;
    private int maximumPending = 16_384;
    private int maximumPendingBytes = 64 << 20;
    private boolean splitLargeValues;
    private int maximumValueBytes = 64 << 20;
    private Duration tailInterval = Duration.ofMillis(100);
    private Duration logLife = Duration.ofMinutes(2);
    private Clock clock = Clock.system();

    MemcachedStoreBuilder() {}

    /**
     * Adds servers: {@code memcached://host1:11211,host2:11211}; the port may be left out. <b>The same servers in all processes</b> that
     * share a cache, under the same names, in whatever order: others would look for its keys elsewhere.
     *
     * @param uri the addresses
     * @throws IllegalArgumentException if they cannot be read
     */
    public MemcachedStoreBuilder uri(String uri) {
        servers.addAll(ServerAddress.parse(uri));
        return this;
    }

    /**
     * Sets the name that failures and threads carry; {@code memcached} if not set.
     *
     * @param name the name
     */
    public MemcachedStoreBuilder name(String name) {
        this.name = requireNonNull(name, "name");
        return this;
    }

    /**
     * Says whether to speak the binary protocol; text if not set. Memcached's authors call the binary one deprecated, but it alone can log
     * in by SASL.
     *
     * @param binary whether to speak it
     */
    public MemcachedStoreBuilder binary(boolean binary) {
        this.binary = binary;
        return this;
    }

    /**
     * Logs in by SASL ({@code PLAIN}, unencrypted: Spymemcached knows no TLS), which takes the binary protocol.
     *
     * @param user the user
     * @param password the password; copied
     */
    public MemcachedStoreBuilder credentials(String user, char[] password) {
        this.login = new MemcachedOptions.Login(requireNonNull(user, "user"), password.clone());
        this.binary = true;
        return this;
    }

    /**
     * Sets how long a read may take; 100 ms if not set. Time-outs are found out up to a tenth of it late.
     *
     * @param commandTimeout 1 ms to 1 minute
     */
    public MemcachedStoreBuilder commandTimeout(Duration commandTimeout) {
        this.commandTimeout = requireNonNull(commandTimeout, "commandTimeout");
        return this;
    }

    /**
     * Sets how long anything else may take, with all its steps: writes, invalidations, leases, polls; 250 ms if not set.
     *
     * @param controlTimeout 1 ms to 1 minute
     */
    public MemcachedStoreBuilder controlTimeout(Duration controlTimeout) {
        this.controlTimeout = requireNonNull(controlTimeout, "controlTimeout");
        return this;
    }

    /**
     * Sets how many keys share a bulk read at most; 512 if not set. More keys are several, sent at once.
     *
     * @param maximumBatchKeys 1 to 10,000
     */
    public MemcachedStoreBuilder maximumBatchKeys(int maximumBatchKeys) {
        this.maximumBatchKeys = maximumBatchKeys;
        return this;
    }

    /**
     * Sets how many requests may wait or be under way to a server; 16,384 if not set. Beyond that they fail at once.
     *
     * @param maximumPending 1 to 1,000,000
     */
    public MemcachedStoreBuilder maximumPending(int maximumPending) {
        this.maximumPending = maximumPending;
        return this;
    }

    /**
     * Sets how many bytes the requests to a server may hold together; 64 MiB if not set. Beyond that they fail at once, so that a slow
     * server cannot fill this process's heap with values that it does not take.
     *
     * @param maximumPendingBytes 1 MiB to 2 GiB
     */
    public MemcachedStoreBuilder maximumPendingBytes(int maximumPendingBytes) {
        this.maximumPendingBytes = maximumPendingBytes;
        return this;
    }

    /**
     * Says whether values that are larger than an item of the server may be (1 MiB unless it was started with {@code -I}) are kept in
     * pieces; false if not set. They are deflated first, and in pieces only if that is not enough. Without this they are not kept, and {@link
     * MemcachedStore#refusedTooLarge} counts them.
     *
     * @param splitLargeValues whether to keep them
     */
    public MemcachedStoreBuilder splitLargeValues(boolean splitLargeValues) {
        this.splitLargeValues = splitLargeValues;
        return this;
    }

    /**
     * Sets the size of the largest value that is deflated, kept in pieces, or put together again; 64 MiB if not set.
     *
     * @param maximumValueBytes 1,024 bytes to 1 GiB
     */
    public MemcachedStoreBuilder maximumValueBytes(int maximumValueBytes) {
        this.maximumValueBytes = maximumValueBytes;
        return this;
    }

    /**
     * Sets how often each node looks for the changes of others; 100 ms if not set. It costs each server a read of one small item for each
     * cache and node that often, and is how late changes are usually seen. The staleness bound does not depend on it.
     *
     * @param tailInterval 5 ms to 1 minute
     */
    public MemcachedStoreBuilder tailInterval(Duration tailInterval) {
        this.tailInterval = requireNonNull(tailInterval, "tailInterval");
        return this;
    }

    /**
     * Sets how long the steps of the log are kept; 2 minutes if not set. A node that was away for longer has to check again what it holds.
     *
     * @param logLife 1 second to 1 day
     */
    public MemcachedStoreBuilder logLife(Duration logLife) {
        this.logLife = requireNonNull(logLife, "logLife");
        return this;
    }

    /**
     * Sets the clock; the system's if not set. Its milliseconds end leases and values, so the clocks of the nodes should agree within a
     * second or two; which of two values is newer they never decide.
     *
     * @param clock the clock
     */
    public MemcachedStoreBuilder clock(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Builds the store, which begins to connect in the background. A server that is away is no failure.
     *
     * @throws IllegalArgumentException if an option is out of its limits, or options contradict each other
     */
    public MemcachedStore build() {
        MemcachedOptions options = options();
        SpyLogger.install();
        Session session = new Session(options);
        session.start();
        return new MemcachedStore(session);
    }

    MemcachedOptions options() {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("uri is not set, it must name a server");
        }
        if (new HashSet<>(servers).size() != servers.size()) {
            throw new IllegalArgumentException("uri names a server twice");
        }
        if (login != null && !binary) {
            throw new IllegalArgumentException("binary is false, it must be true to log in by SASL");
        }
        List<ServerAddress> ordered = servers.stream()
                .sorted(Comparator.comparing(ServerAddress::toString))
                .toList();
        return new MemcachedOptions(
                name,
                ordered,
                binary,
                login,
                commandTimeout,
                controlTimeout,
                maximumBatchKeys,
                maximumPending,
                maximumPendingBytes,
                splitLargeValues,
                maximumValueBytes,
                tailInterval,
                logLife,
                clock);
    }
}
