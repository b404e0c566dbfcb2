package dev.tarn.redis;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a server says of itself in {@code INFO}. What it does not say is taken for the best.
 *
 * @param product the name and version as people know them, such as {@code Valkey 8.1.1}
 * @param major the version of Redis that it is, or is compatible with; {@link #UNKNOWN} if it does not say
 * @param minor the second part of that version
 * @param mode {@code standalone}, {@code cluster} or {@code sentinel}, empty if unknown
 * @param replica whether it follows another server
 * @param runId tells this process from every other server, and from itself before a restart; empty if unknown
 */
record ServerInfo(String product, int major, int minor, String mode, boolean replica, String runId) {
    /** The version of a server that does not say which it is. */
    static final int UNKNOWN = Integer.MAX_VALUE;

    /** A server that says nothing. */
    static final ServerInfo SILENT = new ServerInfo("a server that does not say which", UNKNOWN, 0, "", false, "");

    private static final int OLDEST_MAJOR = 6;
    private static final int OLDEST_MINOR = 2;
    private static final int FLAGS_SINCE = 7;
    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");

    /** Reads the text; sections that are missing are no failure. */
    static ServerInfo parse(String text) {
        Map<String, String> fields = new HashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        });
        String compatible = fields.getOrDefault("redis_version", "");
        String valkey = fields.get("valkey_version");
        Matcher version = VERSION.matcher(compatible);
        boolean known = version.matches();
        String product = valkey == null ? "Redis " + compatible : "Valkey " + valkey;
        return new ServerInfo(
                known || valkey != null ? product : SILENT.product(),
                known ? Integer.parseInt(version.group(1)) : UNKNOWN,
                known ? Integer.parseInt(version.group(2)) : 0,
                fields.getOrDefault("redis_mode", ""),
                fields.getOrDefault("role", "").equals("slave"),
                fields.getOrDefault("run_id", ""));
    }

    /** Tells whether the server knows neither flags of scripts nor sharded channels. */
    boolean isOld() {
        return major < FLAGS_SINCE;
    }

    /** Words why nothing can be done with such a server, or returns null. */
    @Nullable
    String refusal() {
        if (mode.equals("sentinel")) {
            return "the server is a Sentinel, the address must begin with redis-sentinel://";
        }
        if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
            return "the server is " + product + ", it must be Redis " + OLDEST_MAJOR + "." + OLDEST_MINOR
                    + " or later, or Valkey";
        }
        return null;
    }
}
