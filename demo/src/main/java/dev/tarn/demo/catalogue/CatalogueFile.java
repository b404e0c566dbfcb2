package dev.tarn.demo.catalogue;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.tarn.demo.DemoFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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
    private static final String USER = "tarn";
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
     * Makes the file and its rows unless it is there. The rows are written to another file, which takes the right name when it is
     * complete: a start that is broken off leaves nothing half done. One process does it, others wait for it.
     *
     * @return whether it had to be made
     * @throws DemoFailure if it cannot be made
     */
    public boolean make() {
        try {
            Files.createDirectories(folder);
            if (Files.exists(file(name()))) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(folder.resolve(name() + ".lock"), CREATE, WRITE);
                    FileLock lock = channel.lock()) {
                return lock.isValid() && fillUnlessThere();
            }
        } catch (IOException | SQLException e) {
            throw new DemoFailure(
                    "cannot make the database in " + folder + ": " + reason(e) + "; --data names another folder", e);
        }
    }

    private boolean fillUnlessThere() throws IOException, SQLException {
        if (Files.exists(file(name()))) {
            return false;
        }
        String unfinished = name() + "-unfinished";
        Files.deleteIfExists(file(unfinished));
        try (Connection connection = DriverManager.getConnection(url(unfinished) + ";CACHE_SIZE=262144", USER, "")) {
            new Seeder(connection).seed(products);
        }
        Files.move(file(unfinished), file(name()), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /**
     * Opens a pool of connections to the file, which {@link #make} has made.
     *
     * @return the pool; the caller closes it
     * @throws DemoFailure if the file cannot be opened
     */
    public HikariDataSource open() {
        // Read once, when the driver is first used: the server for other processes must not listen to the world.
        System.setProperty("h2.bindAddress", "127.0.0.1");
        try {
            return new HikariDataSource(pool());
        } catch (PoolInitializationException e) {
            throw new DemoFailure(
                    "cannot open the database in " + folder + ": " + reason(e) + "; --data names another folder", e);
        }
    }

    private HikariConfig pool() {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("catalogue");
        pool.setJdbcUrl(url(name()) + ";IFEXISTS=TRUE;AUTO_SERVER=TRUE;LOCK_TIMEOUT=10000");
        pool.setUsername(USER);
        pool.setPassword("");
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(CONNECTIONS);
        pool.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        return pool;
    }

    private String name() {
        return "catalogue-v" + LAYOUT + "-" + products;
    }

    private Path file(String database) {
        return folder.resolve(database + ".mv.db");
    }

    private String url(String database) {
        return "jdbc:h2:file:" + folder.toAbsolutePath().resolve(database);
    }

    private static String reason(Exception failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }
}
