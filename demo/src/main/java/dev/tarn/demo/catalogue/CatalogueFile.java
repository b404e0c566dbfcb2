package dev.tarn.demo.catalogue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.tarn.demo.DemoFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Names the file that holds the database, and opens it.
 *
 * <p>The first process that opens the file serves it to the others, on the loopback interface; when it ends, another takes over.
 *
 * @param folder the folder of the file; made if it is not there
 * @param products how many products there are; each size has a file of its own
 */
public record CatalogueFile(Path folder, int products) {
    /** The fewest products. */
    public static final int MIN_PRODUCTS = 1_000;

    /** The most products. */
    public static final int MAX_PRODUCTS = 5_000_000;

    private static final int LAYOUT = 1;
    private static final int CONNECTIONS = 8;
    private static final long CONNECTION_TIMEOUT_MILLIS = 10_000;

    /** Checks the number of products. */
    public CatalogueFile {
        if (products < MIN_PRODUCTS || products > MAX_PRODUCTS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "--products is %d, it must be %d to %d", products, MIN_PRODUCTS, MAX_PRODUCTS));
        }
    }

    /** Returns the folder used where none is named: one of the user's own below the system's temporary folder. */
    public static Path defaultFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"), "tarn-demo-" + System.getProperty("user.name"));
    }

    /**
     * Opens a pool of connections.
     *
     * @return the pool; the caller closes it
     * @throws DemoFailure if the file cannot be opened
     */
    public HikariDataSource open() {
        // Read once, when the driver is first used: the server for other processes must not listen to the world.
        System.setProperty("h2.bindAddress", "127.0.0.1");
        try {
            Files.createDirectories(folder);
            return new HikariDataSource(pool());
        } catch (IOException | PoolInitializationException e) {
            throw new DemoFailure(
                    "cannot open the database in " + folder + ": " + reason(e) + "; --data names another folder", e);
        }
    }

    private HikariConfig pool() {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("catalogue");
        pool.setJdbcUrl(url());
        pool.setUsername("tarn");
        pool.setPassword("");
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(CONNECTIONS);
        pool.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        return pool;
    }

    String url() {
        Path file = folder.toAbsolutePath().resolve("catalogue-v" + LAYOUT + "-" + products);
        return "jdbc:h2:file:" + file + ";AUTO_SERVER=TRUE;LOCK_TIMEOUT=60000";
    }

    private static String reason(Exception failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }
}
