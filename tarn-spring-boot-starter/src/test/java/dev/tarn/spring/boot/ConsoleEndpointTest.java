package dev.tarn.spring.boot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The live console among the endpoints, over HTTP; run with every version of Boot. */
public class ConsoleEndpointTest {
    private static final String JSON = "application/json";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private ConfigurableApplicationContext context;
    private URI console;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    static class Application {}

    private void start(String... properties) {
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.SERVLET)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "management.server.port=0",
                        "management.server.address=127.0.0.1",
                        "management.endpoints.web.exposure.include=tarnconsole")
                .properties(properties)
                .run();
        console = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.management.port")
                + "/actuator/tarnconsole");
        cache().put("kettle", "secret");
        cache().get("kettle");
    }

    @AfterEach
    protected void stop() {
        context.close();
    }

    private Cache cache() {
        return requireNonNull(context.getBean(CacheManager.class).getCache("texts"));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(console + path)));
    }

    private HttpResponse<String> invalidate(String type, String body) throws IOException, InterruptedException {
        return post("/invalidate", type, body);
    }

    private HttpResponse<String> post(String path, String type, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(console + path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    private String token() throws IOException, InterruptedException {
        Matcher token = Pattern.compile("\"token\":\"([0-9a-f]{32})\"").matcher(get("").body());
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    @Test
    protected void page_isServedOnTheManagementPortAlone() throws Exception {
        start();

        HttpResponse<String> page = get("");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(page.body())
                .contains("<title>Tarn</title>", "\"stream\":false", "\"keys\":false", "\"changes\":false")
                .contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'");
        String own = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
        assertThat(send(HttpRequest.newBuilder(URI.create(own + console.getPath())))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    protected void state_tellsWhatTheCachesDo_andUnlessAskedToNoKey() throws Exception {
        start();

        HttpResponse<String> state = get("/state");
        assertThat(state.headers().firstValue("Content-Type").orElse("")).startsWith(JSON);
        assertThat(state.body()).contains("\"name\":\"texts\"", "\"requests\":").doesNotContain("kettle", "secret");
        assertThat(get("/explain?cache=texts&key=kettle").statusCode()).isEqualTo(403);
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    protected void keys_thatMayBeShown_areExplained() throws Exception {
        start("tarn.console.show-keys=true");

        assertThat(get("/explain?cache=texts&key=kettle").body())
                .contains("\"state\":\"FRESH\"")
                .doesNotContain("secret");
    }

    @Test
    protected void changes_unlessPermitted_areNotThere() throws Exception {
        start();

        assertThat(get("").body()).contains("\"token\":\"\"");
        assertThat(invalidate(JSON, "{\"cache\":\"texts\",\"key\":\"kettle\",\"token\":\"\"}")
                        .statusCode())
                .isBetween(400, 499);
        assertThat(cache().get("kettle")).isNotNull();
    }

    @Test
    protected void changes_thatArePermitted_needTheTokenOfThePageInABodyThatNoFormSends() throws Exception {
        start("management.endpoint.tarnconsole.access=unrestricted");
        String body = "{\"cache\":\"texts\",\"key\":\"kettle\",\"token\":\"%s\"}";

        assertThat(invalidate(JSON, String.format(body, "00")).statusCode()).isEqualTo(403);
        assertThat(invalidate("text/plain", String.format(body, token())).statusCode())
                .isEqualTo(415);
        String form = "cache=texts&key=kettle&token=" + token();
        assertThat(invalidate("application/x-www-form-urlencoded", form).statusCode())
                .isEqualTo(415);
        assertThat(cache().get("kettle")).isNotNull();
        assertThat(invalidate(JSON, String.format(body, token())).body()).isEqualTo("{\"status\":\"APPLIED\"}");
        assertThat(cache().get("kettle")).isNull();
        String off = "{\"cache\":\"texts\",\"tier\":\"heap\",\"used\":\"false\",\"token\":\"" + token() + "\"}";
        assertThat(post("/switch", JSON, off).body()).contains("\"used\":false");
    }
}
