package dev.tarn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Holds the dashboards against the schema that Grafana publishes, and against what that does not say. The schema is made from the types of
 * the npm package {@code @grafana/schema}; {@code dashboards/README.md} says how. What a Grafana would show, nobody has looked at here:
 * there is none to be had from a registry. {@code DashboardsIT} asks every query of a real Prometheus.
 */
class DashboardTest {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)}?");

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }

    private static List<String> faults(String json) throws IOException {
        try (InputStream in = DashboardTest.class.getResourceAsStream("/grafana-dashboard.schema.json")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(text, InputFormat.JSON);
            return schema.validate(json, InputFormat.JSON).stream()
                    .map(Object::toString)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void dashboard_fitsGrafanasSchema(Dashboard dashboard) throws IOException {
        assertThat(faults(dashboard.json().toString())).isEmpty();
    }

    @Test
    void dashboard_withAPanelThatIsNone_doesNotFitTheSchema() throws IOException {
        String json = Dashboard.read("tarn-fleet.json").json().toString();

        assertThat(faults(json.replace("\"gridPos\":{\"x\":0,", "\"gridPos\":{\"x\":\"left\",")))
                .isNotEmpty();
        assertThat(faults(json.replace("\"displayMode\":\"list\"", "\"displayMode\":\"lost\"")))
                .isNotEmpty();
        assertThat(faults(json.replace("\"graphMode\":\"area\"", "\"graphMode\":\"moon\"")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panels_haveTheirOwnPlaceAndNumber_andSayWhatTheyShow(Dashboard dashboard) {
        Set<Integer> numbers = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (JsonNode panel : dashboard.panels()) {
            String title = panel.path("title").asString();
            assertThat(numbers.add(panel.path("id").asInt())).as(title).isTrue();
            assertThat(panel.path("description").asString()).as(title).isNotBlank();
            assertThat(panel.path("fieldConfig").path("defaults").path("unit").asString())
                    .as(title)
                    .isNotBlank();
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            for (String place : places(panel.path("gridPos"))) {
                assertThat(places.add(place)).as("%s at %s", title, place).isTrue();
            }
        }
        assertThat(numbers).hasSizeGreaterThan(20);
    }

    private static List<String> places(JsonNode position) {
        List<String> places = new ArrayList<>();
        int left = position.path("x").asInt();
        int top = position.path("y").asInt();
        assertThat(left + position.path("w").asInt()).isBetween(1, 24);
        for (int x = left; x < left + position.path("w").asInt(); x++) {
            for (int y = top; y < top + position.path("h").asInt(); y++) {
                places.add(x + "," + y);
            }
        }
        return places;
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void variables_thatAreUsed_areDefined(Dashboard dashboard) {
        Set<String> defined = new HashSet<>(Set.of("__rate_interval"));
        dashboard
                .json()
                .path("templating")
                .path("list")
                .forEach(variable -> defined.add(variable.path("name").asString()));
        List<String> used = new ArrayList<>();
        Matcher matcher = VARIABLE.matcher(dashboard.panels().toString());
        while (matcher.find()) {
            used.add(matcher.group(1));
        }
        assertThat(defined).containsAll(used);
        assertThat(used).contains("namespace", "cache", "instance", "datasource");
    }
}
