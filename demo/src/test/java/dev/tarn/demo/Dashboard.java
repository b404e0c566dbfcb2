package dev.tarn.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Grafana dashboard of this project.
 *
 * @param file where it stands
 * @param json what it says
 */
record Dashboard(Path file, JsonNode json) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path FOLDER = Path.of("..", "dashboards").normalize();

    /**
     * What a panel asks.
     *
     * @param panel the panel's title
     * @param expression in PromQL, with the dashboard's variables
     */
    record Query(String panel, String expression) {
        /** Returns the query as Grafana sends it where all of everything is chosen. */
        String ofEverything() {
            return expression.replace("$__rate_interval", "15s").replaceAll("\\$(namespace|cache|instance)", ".*");
        }
    }

    static List<Dashboard> all() {
        return List.of(read("tarn-fleet.json"), read("tarn-cache.json"));
    }

    static Dashboard read(String name) {
        Path file = FOLDER.resolve(name);
        return new Dashboard(file, JSON.readTree(file.toFile()));
    }

    static Path rules() {
        return FOLDER.resolve("tarn-alerts.yml");
    }

    static Path ruleTests() {
        return FOLDER.resolve("tarn-alerts-test.yml");
    }

    /** Returns the panels, without the rows that they are in. */
    List<JsonNode> panels() {
        return StreamSupport.stream(json.path("panels").spliterator(), false)
                .filter(panel -> !panel.path("type").asString().equals("row"))
                .toList();
    }

    List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        panel.path("title").asString(), target.path("expr").asString()));
            }
        }
        return queries;
    }

    /** Returns what the variables that are asked for are chosen from. */
    List<String> variableQueries() {
        return StreamSupport.stream(json.path("templating").path("list").spliterator(), false)
                .filter(variable -> variable.path("type").asString().equals("query"))
                .map(variable -> variable.path("query").path("query").asString())
                .toList();
    }

    @Override
    public String toString() {
        return String.valueOf(file.getFileName());
    }
}
