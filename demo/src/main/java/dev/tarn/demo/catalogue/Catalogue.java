package dev.tarn.demo.catalogue;

import dev.tarn.spi.Clock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads and changes products by SQL. Thread-safe; every call blocks on the database. */
public final class Catalogue {
    /** The most products that one statement asks for; more take several. */
    public static final int MAX_IN_LIST = 512;

    private static final String READ = """
            SELECT p.id, p.sku, p.name, p.description, p.revision, p.changed_at,
                   b.id, b.name, b.country, c.id, c.name, c.department, o.cents, o.currency, o.stock
            FROM products p
            JOIN brands b ON b.id = p.brand_id
            JOIN categories c ON c.id = p.category_id
            JOIN offers o ON o.product_id = p.id
            WHERE p.id IN (""";

    private final DataSource database;
    private final Clock clock;
    private final DatabaseMeter meter;

    /**
     * Creates a catalogue on a database that {@link CatalogueFile} has opened.
     *
     * @param database gives connections
     * @param clock measures reads and dates changes
     * @param meter takes what reads cost
     */
    public Catalogue(DataSource database, Clock clock, DatabaseMeter meter) {
        this.database = database;
        this.clock = clock;
        this.meter = meter;
    }

    /**
     * Reads a product.
     *
     * @param id its key
     */
    public Optional<Product> find(long id) {
        return Optional.ofNullable(findAll(List.of(id)).get(id));
    }

    /**
     * Reads products, {@value #MAX_IN_LIST} with one statement.
     *
     * @param ids their keys; keys without a row are left out of the answer
     * @return the products by key
     */
    public Map<Long, Product> findAll(Collection<Long> ids) {
        List<Long> wanted = List.copyOf(ids);
        Map<Long, Product> found = new LinkedHashMap<>();
        for (int from = 0; from < wanted.size(); from += MAX_IN_LIST) {
            read(wanted.subList(from, Math.min(wanted.size(), from + MAX_IN_LIST)), found);
        }
        return found;
    }

    private void read(List<Long> ids, Map<Long, Product> found) {
        long begun = clock.nanos();
        int places = Integer.highestOneBit(Math.max(1, ids.size() * 2 - 1));
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sqlFor(places))) {
            for (int i = 0; i < places; i++) {
                statement.setLong(i + 1, ids.get(Math.min(i, ids.size() - 1)));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Product product = product(row);
                    found.put(product.id(), product);
                }
            }
        } catch (SQLException e) {
            throw new CatalogueException("cannot read " + ids.size() + " products: " + e.getMessage(), e);
        }
        meter.read(clock.nanos() - begun, ids.size());
    }

    /** Gives few different statements, whatever the number of keys, so that the database keeps them all prepared. */
    private static String sqlFor(int places) {
        return READ + "?, ".repeat(places - 1) + "?)";
    }

    private static Product product(ResultSet row) throws SQLException {
        return new Product(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                new Product.Brand(row.getInt(7), row.getString(8), row.getString(9)),
                new Product.Category(row.getInt(10), row.getString(11), row.getString(12)),
                new Product.Price(row.getLong(13), row.getString(14)),
                row.getInt(15),
                row.getLong(5),
                row.getObject(6, OffsetDateTime.class).toInstant());
    }

    /**
     * Changes a product in one transaction; committed when the call returns.
     *
     * @param id its key
     * @param change what is to be changed
     * @return whether there is such a product
     */
    public boolean change(long id, ProductChange change) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean found = change(connection, id, change);
                connection.commit();
                return found;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new CatalogueException("cannot change product " + id + ": " + e.getMessage(), e);
        }
    }

    private boolean change(Connection connection, long id, ProductChange change) throws SQLException {
        Instant now = Instant.ofEpochMilli(clock.millis());
        String touch =
                "UPDATE products SET revision = revision + 1, changed_at = ?, name = COALESCE(?, name) WHERE id = ?";
        List<@Nullable Object> columns = Arrays.asList(now.atOffset(ZoneOffset.UTC), change.name(), id);
        if (update(connection, touch, columns) == 0) {
            return false;
        }
        String offer = "UPDATE offers SET cents = COALESCE(?, cents), stock = COALESCE(?, stock) WHERE product_id = ?";
        update(connection, offer, Arrays.asList(change.priceCents(), change.stock(), id));
        return true;
    }

    private static int update(Connection connection, String sql, List<? extends @Nullable Object> columns)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < columns.size(); i++) {
                statement.setObject(i + 1, columns.get(i));
            }
            return statement.executeUpdate();
        }
    }
}
