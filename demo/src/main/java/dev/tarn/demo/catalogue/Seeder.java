package dev.tarn.demo.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/** Makes the tables in an empty database and fills them; the constraints come last, so that they are checked in one go. */
final class Seeder {
    private static final int BATCH = 2_000;

    private final Connection connection;
    private final SampleData sample = new SampleData();

    Seeder(Connection connection) {
        this.connection = connection;
    }

    void seed(int products) throws SQLException {
        execute("schema.sql");
        connection.setAutoCommit(false);
        insert("INSERT INTO brands VALUES (?, ?, ?)", SampleData.BRANDS, sample::brand);
        insert("INSERT INTO categories VALUES (?, ?, ?)", SampleData.CATEGORIES, sample::category);
        insert("INSERT INTO products VALUES (?, ?, ?, ?, ?, ?, ?, ?)", products, sample::product);
        insert("INSERT INTO offers VALUES (?, ?, ?, ?)", products, sample::offer);
        connection.setAutoCommit(true);
        execute("constraints.sql");
    }

    private void execute(String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : text(script).split(";\\s*", -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private static String text(String script) {
        try (InputStream in = Seeder.class.getResourceAsStream(script)) {
            return new String(Objects.requireNonNull(in, script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void insert(String sql, int rows, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int id = 1; id <= rows; id++) {
                Object[] columns = row.columns(id);
                for (int i = 0; i < columns.length; i++) {
                    statement.setObject(i + 1, columns[i]);
                }
                statement.addBatch();
                if (id % BATCH == 0 || id == rows) {
                    statement.executeBatch();
                    connection.commit();
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
