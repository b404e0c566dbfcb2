package dev.tarn.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import dev.tarn.spi.Clock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A table in H2 behind a pool of HikariCP, which measures how its connections are used. A statement takes as long as H2 takes, and the way to
 * a database that would be elsewhere: for so long the connection is held besides.
 */
final class PooledSource implements AutoCloseable {
    private final HikariDataSource pool;
    private final Clock clock = Clock.system();
    private final long wayNanos;
    private final AtomicInteger timeouts = new AtomicInteger();
    private final AtomicInteger statements = new AtomicInteger();
    private final AtomicInteger keys = new AtomicInteger();
    private final AtomicLong heldNanos = new AtomicLong();
    private final Latencies latencies = new Latencies();

    /**
     * Opens a table of texts with keys from 0.
     *
     * @param wayNanos how long a statement and its answer are on their way
     */
    PooledSource(int rows, int connections, long wayNanos) throws SQLException {
        this.wayNanos = wayNanos;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:cold" + System.identityHashCode(this) + ";DB_CLOSE_DELAY=-1");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(connections);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(5));
        config.setMetricsTrackerFactory((name, stats) -> new Tracker());
        this.pool = new HikariDataSource(config);
        fill(rows);
        open(connections);
    }

    private void fill(int rows) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE texts (id BIGINT PRIMARY KEY, text VARCHAR(200))");
            statement.execute("INSERT INTO texts SELECT x - 1, 'text ' || x FROM system_range(1, " + rows + ")");
        }
    }

    /** Has the pool open all of its connections, which it does in the background: what is measured is a pool that has been in use. */
    private void open(int connections) throws SQLException {
        Deque<Connection> all = new ArrayDeque<>();
        try {
            while (all.size() < connections) {
                all.push(pool.getConnection());
            }
        } finally {
            while (!all.isEmpty()) {
                all.pop().close();
            }
        }
    }

    /** Reads the texts of some keys with one statement. */
    Map<Long, String> read(Set<Long> ids) {
        long asked = clock.nanos();
        try (Connection connection = pool.getConnection()) {
            long held = clock.nanos();
            Map<Long, String> texts = select(connection, ids);
            LockSupport.parkNanos(this, wayNanos);
            long now = clock.nanos();
            heldNanos.addAndGet(now - held);
            add(now - asked);
            statements.incrementAndGet();
            keys.addAndGet(ids.size());
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<Long, String> select(Connection connection, Set<Long> ids) throws SQLException {
        Map<Long, String> texts = new LinkedHashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT id, text FROM texts WHERE id = ANY(?)")) {
            statement.setArray(1, connection.createArrayOf("BIGINT", ids.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.put(rows.getLong(1), rows.getString(2));
                }
            }
        }
        return texts;
    }

    private synchronized void add(long nanos) {
        latencies.add(nanos);
    }

    int statements() {
        return statements.get();
    }

    int keys() {
        return keys.get();
    }

    int timeouts() {
        return timeouts.get();
    }

    /** Returns how long connections were held, summed up. */
    long heldNanos() {
        return heldNanos.get();
    }

    /** Returns how long reads took, the wait for a connection included. */
    synchronized Latencies latencies() {
        Latencies copy = new Latencies();
        copy.addAll(latencies);
        return copy;
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Hears from the pool who waited in vain. */
    private final class Tracker implements IMetricsTracker {
        @Override
        public void recordConnectionTimeout() {
            timeouts.incrementAndGet();
        }
    }
}
