package dev.tarn.benchmarks;

import dev.tarn.testing.server.RedisServer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a Redis server tells of itself. */
final class ServerInfo {
    private final Map<String, String> fields = new LinkedHashMap<>();

    private ServerInfo() {}

    static ServerInfo of(RedisServer server, String section) {
        ServerInfo info = new ServerInfo();
        server.command("INFO", section).text().lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                info.fields.put(
                        line.substring(0, colon), line.substring(colon + 1).trim());
            }
        });
        return info;
    }

    /** Returns a field that is a number; 0 if it is not there. */
    double number(String field) {
        return Double.parseDouble(fields.getOrDefault(field, "0"));
    }

    /** Returns the processor time that the server has used, of its section {@code cpu}. */
    double cpuMicros() {
        return 1e6 * (number("used_cpu_user") + number("used_cpu_sys"));
    }

    /** Returns one part of a field such as {@code calls=3,usec=12}; 0 if it is not there. */
    double part(String field, String part) {
        for (String one : fields.getOrDefault(field, "").split(",", -1)) {
            if (one.startsWith(part + "=")) {
                return Double.parseDouble(one.substring(part.length() + 1));
            }
        }
        return 0;
    }

    /** Lists all fields of a kind: how often for each of a number of operations, and microseconds of one call. */
    String breakdown(String prefix, int operations) {
        return fields.keySet().stream()
                .filter(field -> field.startsWith(prefix) && part(field, "calls") >= operations / 10.0)
                .map(field -> String.format(
                        Locale.ROOT,
                        "%s %.2f x %.1f us",
                        field.substring(prefix.length()),
                        part(field, "calls") / operations,
                        part(field, "usec_per_call")))
                .collect(Collectors.joining(", "));
    }
}
