package dev.tarn.lab;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what was found as one HTML file that holds all it needs. */
final class HtmlReport {
    private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final MathContext DIGITS = new MathContext(6);
    /** Writes what may stand within HTML: no angle bracket stays one. What is no number becomes null. */
    private static final Gson JSON = new GsonBuilder()
            .registerTypeAdapter(Double.class, (JsonSerializer<Double>) (number, type, context) -> json(number))
            .create();

    private HtmlReport() {}

    static void write(Path file, List<Study> studies) throws IOException {
        Files.writeString(file, html(studies));
    }

    static String html(List<Study> studies) throws IOException {
        List<Object> traces = new ArrayList<>();
        studies.forEach(study -> traces.add(data(study)));
        return read("report.html")
                .replace("/*style*/", read(CHARTS + "uPlot.min.css") + "\n" + read("report.css"))
                .replace("/*script*/", read(CHARTS + "uPlot.iife.min.js") + "\n" + read("report.js"))
                .replace("/*data*/", JSON.toJson(traces));
    }

    private static JsonElement json(double number) {
        return Double.isFinite(number)
                ? new JsonPrimitive(BigDecimal.valueOf(number).round(DIGITS))
                : JsonNull.INSTANCE;
    }

    private static Map<String, Object> data(Study study) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", study.trace().name());
        data.put("title", TextReport.title(study.trace()));
        if (study.curves() != null) {
            data.put("curves", curves(study.curves()));
        }
        if (study.composition() != null) {
            data.put("composition", composition(study.composition()));
        }
        return data;
    }

    private static Map<String, Object> curves(Curves curves) {
        List<Object> series = new ArrayList<>();
        for (Curve curve : curves.curves()) {
            series.add(Map.of(
                    "name", curve.subject().label,
                    "what", TextReport.explanation(curve.subject()),
                    "percents", curve.percents()));
        }
        List<Object> gains = new ArrayList<>();
        for (int i = 0; i < curves.sizes().size(); i++) {
            gains.add(curves.gainOfDoubling(i));
        }
        return Map.of(
                "unit",
                curves.sizes().get(0).bytes() ? "bytes" : "entries",
                "sizes",
                curves.sizes().stream().map(Bound::amount).toList(),
                "labels",
                curves.sizes().stream().map(Bound::toString).toList(),
                "series",
                series,
                "gains",
                gains);
    }

    private static Map<String, Object> composition(Composition composition) {
        List<Object> rows = new ArrayList<>();
        for (Composition.Row row : composition.rows()) {
            Outcome outcome = row.outcome();
            rows.add(Map.of(
                    "factor", row.factor(),
                    "bounds",
                            List.of(
                                    TextReport.name(row.setup().heap()),
                                    TextReport.name(row.setup().offHeap()),
                                    TextReport.name(row.setup().remote())),
                    "caught",
                            List.of(
                                    Composition.thousand(outcome, outcome.heap()),
                                    Composition.thousand(outcome, outcome.offHeap()),
                                    Composition.thousand(outcome, outcome.remote()),
                                    Composition.thousand(outcome, outcome.source()))));
        }
        return Map.of("rows", rows, "gains", composition.gains());
    }

    private static String read(String resource) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + resource + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
