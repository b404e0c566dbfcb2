package dev.tarn.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.spi.Clock;
import dev.tarn.testing.server.RedisServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fresh project with the starter and three lines of properties, in two processes over one Redis and one database. */
class TwoProcessesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");
    private static final Pattern REMOTE = Pattern.compile("\"tier\":\"remote\",\"state\":\"FRESH\"");
    private static final Duration BOUND = Duration.ofSeconds(2);

    private RedisServer redis;
    private Server database;
    private Connection keptOpen;
    private ShopProcess first;
    private ShopProcess second;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start();
        database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        String url = "jdbc:h2:tcp://localhost:" + database.getPort() + "/mem:" + UUID.randomUUID();
        keptOpen = DriverManager.getConnection(url, "sa", "");
        try (Statement statement = keptOpen.createStatement()) {
            statement.execute("create table product (id bigint primary key, name varchar(99), brand varchar(99))");
            statement.execute("insert into product values (1, 'one', 'a'), (2, 'two', 'a'), (3, 'three', 'b')");
        }
        first = shop(url);
        second = shop(url);
    }

    private ShopProcess shop(String url) throws Exception {
        return new ShopProcess(
                "--spring.datasource.url=" + url,
                "--spring.datasource.username=sa",
                "--management.endpoints.web.exposure.include=health,tarn",
                "--management.endpoint.health.show-components=always",
                "--management.endpoint.health.show-details=always",
                // Spring Data's own indicator waits a minute for a Redis that is gone
                "--management.health.redis.enabled=false",
                // the three lines
                "--spring.data.redis.url=" + redis.uri(),
                "--tarn.defaults.ttl=10m",
                "--tarn.defaults.maximum-staleness=" + BOUND.toMillis() + "ms");
    }

    @AfterEach
    void stop() throws Exception {
        if (first != null) {
            first.close();
        }
        if (second != null) {
            second.close();
        }
        keptOpen.close();
        database.stop();
        redis.close();
    }

    private static void joined(ShopProcess shop) {
        await().atMost(PATIENCE).until(shop::isUp);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            shop.get("/products/3");
            int reads = Integer.parseInt(shop.get("/reads"));
            shop.get("/products/3");
            return Integer.parseInt(shop.get("/reads")) == reads;
        });
    }

    /** Returns the version of what the heap of a process holds; a value that was loaded again has another. */
    private static String version(ShopProcess shop) {
        Matcher matcher = VERSION.matcher(shop.get("/actuator/tarn/products/1"));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void shops_shareTwoLevels_andAgree() {
        joined(first);
        joined(second);
        assertThat(first.get("/products/1")).contains("\"one\"");
        await().atMost(PATIENCE)
                .until(() ->
                        REMOTE.matcher(second.get("/actuator/tarn/products/1")).find());
        assertThat(second.get("/products/1")).contains("\"one\"");
        assertThat(second.get("/products?ids=1,2")).contains("\"one\"").contains("\"two\"");
        assertThat(first.get("/products/2")).contains("\"two\"");

        String version = version(first);
        assertThat(first.send("POST", "/products/1?name=uno&fail=true")).isEqualTo("rolled back");
        assertThat(first.get("/products/1")).contains("\"one\"");
        assertThat(version(first)).as("a rollback evicts nothing").isEqualTo(version);

        assertThat(first.send("POST", "/products/1?name=uno&fail=false")).isEqualTo("renamed");
        long renamed = Clock.system().nanos();
        assertThat(first.get("/products/1")).contains("\"uno\"");
        await().atMost(PATIENCE).until(() -> {
            long begun = Clock.system().nanos();
            boolean seen = second.get("/products/1").contains("\"uno\"");
            if (!seen) {
                assertThat(Duration.ofNanos(begun - renamed)).isLessThan(BOUND);
            }
            return seen;
        });

        assertThat(second.get("/actuator/tarn/products/1")).contains("FRESH").contains("heap");
        assertThat(second.send("DELETE", "/actuator/tarn/products?key=1"))
                .as("writes are off")
                .contains("404");
        assertThat(second.get("/actuator/health"))
                .contains("\"tarn\"")
                .contains("connected")
                .doesNotContain("DEGRADED");

        redis.kill();
        assertThat(first.get("/products/1")).contains("\"uno\"");
        assertThat(second.get("/products/2")).contains("\"two\"");
        await().atMost(PATIENCE).until(() -> second.get("/actuator/health").contains("DEGRADED"));
        assertThat(second.get("/products/3")).contains("\"three\"");
        assertThat(first.get("/products?ids=1,2,3")).contains("\"uno\"").contains("\"three\"");
        assertThat(first.stop()).as("it ends by itself although Redis is gone").isEqualTo(143);
    }
}
