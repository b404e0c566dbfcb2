package dev.tarn.demo.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.tarn.LoadingCache;
import dev.tarn.console.Console;
import dev.tarn.demo.DemoFailure;
import dev.tarn.demo.catalogue.Catalogue;
import dev.tarn.demo.catalogue.CatalogueFile;
import dev.tarn.demo.catalogue.CatalogueLoader;
import dev.tarn.demo.catalogue.DatabaseMeter;
import dev.tarn.demo.catalogue.Product;
import dev.tarn.demo.catalogue.Products;
import dev.tarn.demo.load.HttpTarget;
import dev.tarn.local.Heap;
import dev.tarn.micrometer.TarnMeters;
import dev.tarn.spi.Clock;
import dev.tarn.tiered.Tarn;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WebServerTest {
    private static final int PRODUCTS = 1_000;

    @TempDir
    static Path folder;

    private static final DatabaseMeter METER = new DatabaseMeter();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();
    private static HikariDataSource database;
    private static Tarn tarn;
    private static LoadingCache<Long, Product> cache;
    private static WebServer server;

    @BeforeAll
    static void start() {
        CatalogueFile file = new CatalogueFile(folder, PRODUCTS);
        file.make();
        database = file.open();
        Catalogue catalogue = new Catalogue(database, Clock.system(), METER);
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        tarn = Tarn.builder()
                .namespace("web-test")
                .meters(TarnMeters.of(metrics))
                .build();
        cache = tarn.cache("products", Long.class, Product.class)
                .heap(Heap.maximumEntries(PRODUCTS))
                .expireAfterWrite(Duration.ofMinutes(10))
                .absentFor(Duration.ofMinutes(1))
                .loader(new CatalogueLoader(catalogue))
                .build();
        server = WebServer.start(
                0,
                new Products(catalogue, cache),
                METER,
                metrics,
                Console.builder().build());
    }

    @AfterAll
    static void stop() {
        server.close();
        tarn.close();
        database.close();
    }

    private static HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.address().resolve(path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = send("GET", path, "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    @Test
    void product_asked_isAnsweredAndThenCached() throws Exception {
        JsonNode first = get("products/42");
        long reads = METER.reads();
        JsonNode second = get("products/42");

        assertThat(first.path("id").asLong()).isEqualTo(42);
        assertThat(first.path("brand").path("name").asString()).isNotBlank();
        assertThat(first.path("price").path("cents").asLong()).isPositive();
        assertThat(second).isEqualTo(first);
        assertThat(METER.reads()).isEqualTo(reads);
    }

    @Test
    void metrics_asked_areThoseOfTheCache() throws Exception {
        get("products/43");
        HttpResponse<String> page = send("GET", "metrics", "");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains(
                        "tarn_tier_requests_total{cache=\"products\",namespace=\"web-test\",outcome=\"miss\",tier=\"heap\"}")
                .contains("cache_gets_total{cache=\"products\",result=\"miss\"}");
    }

    @Test
    void product_notThere_is404AndTheAbsenceCached() throws Exception {
        assertThat(send("GET", "products/999999", "").statusCode()).isEqualTo(404);
        long reads = METER.reads();
        assertThat(send("GET", "products/999999", "").statusCode()).isEqualTo(404);

        assertThat(METER.reads()).isEqualTo(reads);
    }

    @Test
    void products_asked_areAnsweredInOrderByOneStatementWithoutMissingOnes() throws Exception {
        long reads = METER.reads();
        JsonNode products = get("products?ids=203,201,999998,202");

        assertThat(products).extracting(product -> product.path("id").asLong()).containsExactly(203L, 201L, 202L);
        assertThat(METER.reads()).isEqualTo(reads + 1);
    }

    @Test
    void requests_thatCannotBe_are400WithTheReason() throws Exception {
        assertThat(send("GET", "products/abc", "").statusCode()).isEqualTo(400);
        assertThat(send("GET", "products?ids=1,x", "").statusCode()).isEqualTo(400);
        assertThat(send("GET", "products", "").statusCode()).isEqualTo(400);
        assertThat(send("PUT", "products/1", "{").statusCode()).isEqualTo(400);
        HttpResponse<String> negative = send("PUT", "products/1", "{\"priceCents\":-1}");
        assertThat(negative.statusCode()).isEqualTo(400);
        assertThat(negative.body()).contains("priceCents is -1");
        assertThat(send("DELETE", "cache?tag=", "").statusCode()).isEqualTo(400);
    }

    @Test
    void change_ofACachedProduct_isShownByTheNextRead() throws Exception {
        get("products/300");
        HttpResponse<String> changed = send("PUT", "products/300", "{\"name\":\"Nova\",\"priceCents\":777}");

        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(changed.headers().firstValue("Tarn-Write")).hasValue("APPLIED");
        JsonNode after = get("products/300");
        assertThat(after.path("name").asString()).isEqualTo("Nova");
        assertThat(after.path("price").path("cents").asLong()).isEqualTo(777);
        assertThat(after.path("revision").asLong()).isEqualTo(1);
        assertThat(send("PUT", "products/999997", "{\"priceCents\":1}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void entry_deleted_isLoadedAgain() throws Exception {
        get("products/310");
        assertThat(cache.getIfPresent(310L)).isNotNull();

        assertThat(send("DELETE", "cache/310", "").body()).contains("APPLIED");

        assertThat(cache.getIfPresent(310L)).isNull();
    }

    @Test
    void tag_deleted_takesItsProductsAndNoOthers() throws Exception {
        long brand = get("products/320").path("brand").path("id").asLong();
        long other = 321;
        while (get("products/" + other).path("brand").path("id").asLong() == brand) {
            other++;
        }

        assertThat(send("DELETE", "cache?tag=brand:" + brand, "").body()).contains("APPLIED");

        assertThat(cache.getIfPresent(320L)).isNull();
        assertThat(cache.getIfPresent(other)).isNotNull();
    }

    @Test
    void cache_cleared_holdsNothing() throws Exception {
        get("products/330");
        assertThat(send("DELETE", "cache", "").body()).contains("APPLIED");

        assertThat(cache.getIfPresent(330L)).isNull();
    }

    @Test
    void stats_asked_countTheReads() throws Exception {
        long before = get("stats").path("requests").asLong();
        get("products/340");
        get("products/340");
        JsonNode stats = get("stats");

        assertThat(stats.path("requests").asLong()).isEqualTo(before + 2);
        assertThat(stats.path("cache").asString()).isEqualTo("products");
        assertThat(stats.path("databaseReads").asLong()).isPositive();
        assertThat(stats.path("counts").path("tiers").path(0).path("tier").asString())
                .isEqualTo("heap");
    }

    @Test
    void explanation_asked_tellsTheStateOfTheEntry() throws Exception {
        get("products/350");

        JsonNode explanation = get("explain/350");

        assertThat(explanation.path("tiers").path(0).path("state").asString()).isEqualTo("FRESH");
        assertThat(explanation.path("tiers").path(0).path("tags")).hasSize(2);
        assertThat(get("explain/351").path("tiers").path(0).path("state").asString())
                .isEqualTo("MISSING");
    }

    @Test
    void health_withoutARemoteTier_saysSo() throws Exception {
        JsonNode health = get("health");

        assertThat(health.path("status").asString()).isEqualTo("UP");
        assertThat(health.path("remote").asString()).isEqualTo("none");
    }

    @Test
    void load_overHttp_readsAndWrites() throws Exception {
        HttpTarget target = new HttpTarget(server.address());
        target.read(360);
        target.read(999_996);
        target.write(360, 4_242);

        assertThat(get("products/360").path("price").path("cents").asLong()).isEqualTo(4_242);
    }

    @Test
    void port_taken_isAFailureWithThePort() {
        assertThatThrownBy(() -> WebServer.requireFree(server.port(), 1))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("port " + server.port() + " is taken");
        assertThatThrownBy(() -> WebServer.start(
                        server.port(),
                        new Products(null, cache),
                        METER,
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        Console.builder().build()))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("is taken");
    }
}
