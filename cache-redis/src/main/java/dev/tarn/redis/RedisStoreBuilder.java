package dev.tarn.redis;

import static java.util.Objects.requireNonNull;

import dev.tarn.spi.Clock;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Configures a {@link RedisStore}. Not thread-safe; may be used for several stores.
 *
 * <p>What can be wrong is refused by {@link #build} with the option, its value and the limit.
 */
public final class RedisStoreBuilder {
    private static final int CLUSTER_SHARDS = 64;
    private static final int CLUSTER_LOG_LENGTH = 1_024;
    private static final int SINGLE_LOG_LENGTH = 65_536;

    private final List<RedisURI> servers = new ArrayList<>();
    private final SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider();
    private String name = "redis";
    private boolean cluster;
    private @Nullable String user;
    private char @Nullable [] password;
    private OptionalInt database = OptionalInt.empty();
    private OptionalInt shards = OptionalInt.empty();
    private OptionalInt logLength = OptionalInt.empty();
    private boolean verifyPeer = true;
    private String clientName = "tarn";
    private Duration commandTimeout = Duration.ofMillis(100);
    private Duration controlTimeout = Duration.ofMillis(250);
    private Duration connectTimeout = Duration.ofSeconds(2);
    private int maximumBatchKeys = 512;
    private int maximumStepKeys = 10_000;
    private int maximumPending = 16_384;
    private boolean foreignWrites;
    private Clock clock = Clock.system();

    RedisStoreBuilder() {}

    /**
     * Adds the address of a server: {@code redis://user:password@host:6379/0}, {@code rediss://} for TLS, {@code
     * redis-sentinel://host1:26379,host2:26379/0#master}, {@code redis-cluster://host1:6379,host2:6379}. A Cluster is found by any of
     * its nodes; more than one address means that several nodes are named.
     *
     * @param uri the address
     * @throws IllegalArgumentException if it cannot be read; the text does not repeat it, for it may hold a password
     */
    public RedisStoreBuilder uri(String uri) {
        servers.addAll(Servers.parse(uri));
        cluster |= Servers.isCluster(uri);
        return this;
    }

    /**
     * Says whether the servers are nodes of a Cluster; addresses that begin with {@code redis-cluster} say it, too.
     *
     * @param cluster whether they are
     */
    public RedisStoreBuilder cluster(boolean cluster) {
        this.cluster = cluster;
        return this;
    }

    /**
     * Sets the name that failures and threads carry; {@code redis} if not set.
     *
     * @param name the name
     */
    public RedisStoreBuilder name(String name) {
        this.name = requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets user and password, in place of those in the address.
     *
     * @param user the ACL user
     * @param password the password; copied
     */
    public RedisStoreBuilder credentials(String user, char[] password) {
        this.user = requireNonNull(user, "user");
        this.password = password.clone();
        return this;
    }

    /**
     * Sets the password of the default user, in place of that in the address.
     *
     * @param password the password; copied
     */
    public RedisStoreBuilder password(char[] password) {
        this.user = null;
        this.password = password.clone();
        return this;
    }

    /**
     * Sets the number of the database, in place of that in the address. A Cluster has only 0.
     *
     * @param database the number
     */
    public RedisStoreBuilder database(int database) {
        this.database = OptionalInt.of(database);
        return this;
    }

    /**
     * Sets the name that the server's list of clients shows; {@code tarn} if not set.
     *
     * @param clientName the name, without blanks
     */
    public RedisStoreBuilder clientName(String clientName) {
        this.clientName = requireNonNull(clientName, "clientName");
        return this;
    }

    /**
     * Sets whom to trust in TLS: certificates in PEM form. Without this and {@link #trustStore} the JDK's authorities are trusted.
     *
     * @param certificates a file of one or more certificates
     */
    public RedisStoreBuilder trustCertificates(Path certificates) {
        ssl.trustManager(certificates.toFile());
        return this;
    }

    /**
     * Sets whom to trust in TLS: a key store.
     *
     * @param file the key store
     * @param storePassword its password
     */
    public RedisStoreBuilder trustStore(Path file, char[] storePassword) {
        ssl.truststore(file.toFile(), new String(storePassword));
        return this;
    }

    /**
     * Sets the certificate that this client shows in TLS.
     *
     * @param file a key store with the certificate and its key
     * @param storePassword its password
     */
    public RedisStoreBuilder keyStore(Path file, char[] storePassword) {
        ssl.keystore(file.toFile(), storePassword.clone());
        return this;
    }

    /**
     * Sets whom to trust in TLS: what a framework has made ready.
     *
     * @param factory gives the trust managers
     */
    public RedisStoreBuilder trustManager(TrustManagerFactory factory) {
        ssl.trustManager(requireNonNull(factory, "factory"));
        return this;
    }

    /**
     * Sets the certificate that this client shows in TLS: what a framework has made ready.
     *
     * @param factory gives the key managers
     */
    public RedisStoreBuilder keyManager(KeyManagerFactory factory) {
        ssl.keyManager(requireNonNull(factory, "factory"));
        return this;
    }

    /**
     * Says whether the server's certificate has to be that of its host name and of a trusted authority; true if not set.
     *
     * @param verifyPeer false only for tests
     */
    public RedisStoreBuilder verifyPeer(boolean verifyPeer) {
        this.verifyPeer = verifyPeer;
        return this;
    }

    /**
     * Sets how long a read may take; 100 ms if not set. Time-outs are found out up to a tenth of it late.
     *
     * @param commandTimeout 1 ms to 1 minute
     */
    public RedisStoreBuilder commandTimeout(Duration commandTimeout) {
        this.commandTimeout = requireNonNull(commandTimeout, "commandTimeout");
        return this;
    }

    /**
     * Sets how long a script may take: writes, invalidations, leases, polls; 250 ms if not set.
     *
     * @param controlTimeout 1 ms to 1 minute
     */
    public RedisStoreBuilder controlTimeout(Duration controlTimeout) {
        this.controlTimeout = requireNonNull(controlTimeout, "controlTimeout");
        return this;
    }

    /**
     * Sets how long an attempt to connect may take; 2 s if not set.
     *
     * @param connectTimeout 1 ms to 1 minute
     */
    public RedisStoreBuilder connectTimeout(Duration connectTimeout) {
        this.connectTimeout = requireNonNull(connectTimeout, "connectTimeout");
        return this;
    }

    /**
     * Sets how many keys share a read at most; 512 if not set. More keys are several commands, sent at once.
     *
     * @param maximumBatchKeys 1 to 10,000
     */
    public RedisStoreBuilder maximumBatchKeys(int maximumBatchKeys) {
        this.maximumBatchKeys = maximumBatchKeys;
        return this;
    }

    /**
     * Sets how many keys of a shard share a script at most; 10,000 if not set. What changes more keys (or more than 4 MiB) at once is
     * several steps of the log, each atomic. Redis serves nobody else during a script: 10,000 keys take it some 20 ms.
     *
     * @param maximumStepKeys 1 to 32,000
     */
    public RedisStoreBuilder maximumStepKeys(int maximumStepKeys) {
        this.maximumStepKeys = maximumStepKeys;
        return this;
    }

    /**
     * Sets how many requests may wait or be under way on a connection; 16,384 if not set. Beyond that they fail at once.
     *
     * @param maximumPending 1 to 1,000,000
     */
    public RedisStoreBuilder maximumPending(int maximumPending) {
        this.maximumPending = maximumPending;
        return this;
    }

    /**
     * Sets into how many shards each cache's keys and log are split: 1 if not set, 64 in a Cluster. <b>The same in all processes</b>
     * that share a cache: others would look for its keys elsewhere.
     *
     * @param shards 1 to 1,024
     */
    public RedisStoreBuilder shards(int shards) {
        this.shards = OptionalInt.of(shards);
        return this;
    }

    /**
     * Sets about how many steps the log of a shard keeps: 65,536 if not set, 1,024 in a Cluster. A node that was away for longer has to
     * check again what it holds.
     *
     * @param logLength 16 to 10,000,000
     */
    public RedisStoreBuilder logLength(int logLength) {
        this.logLength = OptionalInt.of(logLength);
        return this;
    }

    /**
     * Says whether programs that keep no log write the same keys, so that the server has to tell of every change of a value ({@code CLIENT
     * TRACKING} in broadcast mode, on a connection of its own, renewed by this store after each loss); false if not set. Refused in a
     * Cluster, and by {@link #buildBus}, which has no values.
     *
     * <p>It has a price: the server cannot tell foreign writes from those of this store and of other nodes, nor from expiry and eviction.
     * So each fill and each put, of whichever node, is told to all nodes that watch, and voids their copies of that key once more. And it
     * is a hint only: what is written while the connection is down is not told.
     *
     * @param watchForeignWrites whether to watch
     */
    public RedisStoreBuilder watchForeignWrites(boolean watchForeignWrites) {
        this.foreignWrites = watchForeignWrites;
        return this;
    }

    /**
     * Sets the clock by which budgets are measured; the system's if not set.
     *
     * @param clock the clock
     */
    public RedisStoreBuilder clock(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Builds the store, which begins to connect in the background. A server that is away is no failure.
     *
     * @throws IllegalArgumentException if an option is out of its limits, or options contradict each other
     */
    public RedisStore build() {
        Session session = new Session(options());
        session.start();
        return new RedisStore(session);
    }

    /**
     * Builds a bus without a store, for use beside another remote tier. It needs one connection for its log and one for messages.
     *
     * @throws IllegalArgumentException if an option is out of its limits, or options contradict each other
     */
    public RedisPubSubBus buildBus() {
        if (foreignWrites) {
            throw new IllegalArgumentException(
                    "watchForeignWrites is true, it must be false for a bus without a store");
        }
        Session session = new Session(options());
        session.startControl();
        return new RedisPubSubBus(session, true);
    }

    RedisOptions options() {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("uri is not set, it must name a server");
        }
        servers.forEach(this::complete);
        return new RedisOptions(
                name,
                servers,
                cluster,
                ssl.build(),
                commandTimeout,
                controlTimeout,
                connectTimeout,
                maximumBatchKeys,
                maximumStepKeys,
                maximumPending,
                shards.orElse(cluster ? CLUSTER_SHARDS : 1),
                logLength.orElse(cluster ? CLUSTER_LOG_LENGTH : SINGLE_LOG_LENGTH),
                foreignWrites,
                clock);
    }

    private void complete(RedisURI server) {
        server.setTimeout(connectTimeout);
        server.setClientName(clientName);
        server.setVerifyPeer(verifyPeer && server.getVerifyMode() != SslVerifyMode.NONE);
        database.ifPresent(server::setDatabase);
        if (password != null) {
            server.setCredentialsProvider(RedisCredentialsProvider.from(() -> RedisCredentials.just(user, password)));
        }
        for (RedisURI sentinel : server.getSentinels()) {
            sentinel.setTimeout(connectTimeout);
        }
    }
}
