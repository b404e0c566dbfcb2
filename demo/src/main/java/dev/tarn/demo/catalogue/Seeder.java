package dev.tarn.demo.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Makes the tables and fills them, once: in one transaction, so that a start that was broken off leaves nothing half done, and under a
 * row lock, so that a second process waits for the first.
 */
final class Seeder {
    private static final int BATCH = 2_000;

    private final DataSource database;
    private final SampleData sample = new SampleData();

    Seeder(DataSource database) {
        this.database = database;
    }

    /** Returns whether rows had to be written. */
    boolean seed(int products) throws SQLException {
        try (Connection connection = database.getConnection()) {
            makeTables(connection);
            connection.setAutoCommit(false);
            try {
                boolean needed = lockedCount(connection) != products;
                if (needed) {
                    fill(connection, products);
                }
                connection.commit();
                return needed;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void makeTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : schema().split(";\\s*", -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private static String schema() {
        try (InputStream in = Seeder.class.getResourceAsStream("schema.sql")) {
            return new String(Objects.requireNonNull(in, "schema.sql").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int lockedCount(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT products FROM seeding WHERE id = 1 FOR UPDATE")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private void fill(Connection connection, int products) throws SQLException {
        insert(connection, "INSERT INTO brands VALUES (?, ?, ?)", SampleData.BRANDS, sample::brand);
        insert(connection, "INSERT INTO categories VALUES (?, ?, ?)", SampleData.CATEGORIES, sample::category);
        insert(connection, "INSERT INTO products VALUES (?, ?, ?, ?, ?, ?, ?, ?)", products, sample::product);
        insert(connection, "INSERT INTO prices VALUES (?, ?, ?)", products, sample::price);
        insert(connection, "INSERT INTO stock VALUES (?, ?)", products, sample::stock);
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE seeding SET products = ? WHERE id = 1")) {
            statement.setInt(1, products);
            statement.executeUpdate();
        }
    }

    private static void insert(Connection connection, String sql, int rows, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int id = 1; id <= rows; id++) {
                Object[] columns = row.columns(id);
                for (int i = 0; i < columns.length; i++) {
                    statement.setObject(i + 1, columns[i]);
                }
                statement.addBatch();
                if (id % BATCH == 0 || id == rows) {
                    statement.executeBatch();
                }
            }
        }
    }

    /** Gives the columns of the row with a key. */
    @FunctionalInterface
    private interface Row {
        Object[] columns(int id);
    }
}
