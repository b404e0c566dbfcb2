package dev.tarn.demo.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.tarn.spi.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {
    private static final int PRODUCTS = 1_000;

    @TempDir
    static Path folder;

    private static HikariDataSource database;

    private final DatabaseMeter meter = new DatabaseMeter();
    private final Catalogue catalogue = new Catalogue(database, Clock.system(), meter);

    @BeforeAll
    static void makeDatabase() {
        CatalogueFile file = new CatalogueFile(folder, PRODUCTS);
        assertThat(file.make()).isTrue();
        database = file.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void file_thatIsThere_isNotMadeAgain() {
        assertThat(new CatalogueFile(folder, PRODUCTS).make()).isFalse();
    }

    @Test
    void file_brokenOffBefore_isMadeAnewAndWhole(@TempDir Path other) throws Exception {
        Path unfinished = other.resolve("catalogue-v1-1000-unfinished.mv.db");
        Files.writeString(unfinished, "half a database");
        CatalogueFile file = new CatalogueFile(other, PRODUCTS);

        assertThat(file.make()).isTrue();

        assertThat(unfinished).doesNotExist();
        try (HikariDataSource again = file.open()) {
            Catalogue whole = new Catalogue(again, Clock.system(), new DatabaseMeter());
            assertThat(whole.find(PRODUCTS)).isPresent();
            // Rows are the same whoever makes them.
            assertThat(whole.find(17)).isEqualTo(catalogue.find(17));
        }
    }

    @Test
    void file_thatIsNoDatabase_isRefusedWithTheFolder(@TempDir Path other) throws Exception {
        Files.writeString(other.resolve("catalogue-v1-1000.mv.db"), "no database at all");

        assertThatThrownBy(() -> new CatalogueFile(other, PRODUCTS).open()).hasMessageContaining(other.toString());
    }

    @Test
    void file_openedHere_canBeReadByAnotherConnectionOfItsOwn() throws Exception {
        String url = "jdbc:h2:file:" + folder.toAbsolutePath().resolve("catalogue-v1-1000") + ";AUTO_SERVER=TRUE";
        try (var connection = DriverManager.getConnection(url, "tarn", "");
                var rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM products")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(PRODUCTS);
        }
    }

    @Test
    void product_found_hasEveryPart() {
        Product product = catalogue.find(42).orElseThrow();

        assertThat(product.id()).isEqualTo(42);
        assertThat(product.sku()).isEqualTo("TRN-10000042");
        assertThat(product.name()).isNotBlank();
        assertThat(product.brand().name()).isNotBlank();
        assertThat(product.category().department()).isNotBlank();
        assertThat(product.price().currency()).isEqualTo("EUR");
        assertThat(product.brandTag()).isEqualTo("brand:" + product.brand().id());
    }

    @Test
    void product_notThere_isEmpty() {
        assertThat(catalogue.find(0)).isEmpty();
        assertThat(catalogue.find(PRODUCTS + 1)).isEmpty();
    }

    @Test
    void products_moreThanOneStatementTakes_areAllFoundAndMissingOnesLeftOut() {
        List<Long> ids = LongStream.rangeClosed(1, PRODUCTS + 50).boxed().toList();

        Map<Long, Product> found = catalogue.findAll(ids);

        assertThat(found).hasSize(PRODUCTS);
        assertThat(found.get(7L)).isEqualTo(catalogue.find(7).orElseThrow());
        // 1050 keys are three statements, and one for the single one.
        assertThat(meter.reads()).isEqualTo(4);
        assertThat(meter.keys()).isEqualTo(PRODUCTS + 51);
        assertThat(meter.interval().getTotalCount()).isEqualTo(4);
    }

    @Test
    void change_ofOneField_leavesTheOthersAndCountsTheRevision() {
        Product before = catalogue.find(100).orElseThrow();

        assertThat(catalogue.change(100, ProductChange.price(777))).isTrue();

        Product after = catalogue.find(100).orElseThrow();
        assertThat(after.price().cents()).isEqualTo(777);
        assertThat(after.name()).isEqualTo(before.name());
        assertThat(after.stock()).isEqualTo(before.stock());
        assertThat(after.revision()).isEqualTo(before.revision() + 1);
        assertThat(after.changedAt()).isAfter(before.changedAt());
    }

    @Test
    void change_ofAllFields_isFoundAgain() {
        assertThat(catalogue.change(101, new ProductChange("Nova", 5L, 6))).isTrue();

        Product after = catalogue.find(101).orElseThrow();
        assertThat(after.name()).isEqualTo("Nova");
        assertThat(after.price().cents()).isEqualTo(5);
        assertThat(after.stock()).isEqualTo(6);
    }

    @Test
    void change_ofNoProduct_tells() {
        assertThat(catalogue.change(PRODUCTS + 1, ProductChange.price(1))).isFalse();
    }

    @Test
    void change_thatCannotBe_isRefusedWithTheField() {
        assertThatThrownBy(() -> new ProductChange(null, null, null)).hasMessageContaining("nothing to change");
        assertThatThrownBy(() -> new ProductChange(" ", null, null)).hasMessageContaining("name");
        assertThatThrownBy(() -> new ProductChange(null, -1L, null)).hasMessageContaining("priceCents is -1");
        assertThatThrownBy(() -> new ProductChange(null, null, -2)).hasMessageContaining("stock is -2");
    }
}
