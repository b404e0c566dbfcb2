package dev.tarn.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** Puts the page together: one file that holds its styles and scripts, so that it works below any path, and without a network. */
final class Page {
    private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String HTML = read("console.html");
    private static final String STYLE = read(CHARTS + "uPlot.min.css") + "\n" + read("console.css");
    private static final String SCRIPT = read(CHARTS + "uPlot.iife.min.js") + "\n" + read("console.js");
    private static final String POLICY = "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none';"
            + " form-action 'none'; style-src " + hash(STYLE) + "; script-src " + hash(SCRIPT);

    private final Map<String, Object> settings;

    /** Takes what the script is told: what may be done, and the token for it. */
    Page(Map<String, Object> settings) {
        this.settings = settings;
    }

    String html() {
        return HTML.replace("/*style*/", STYLE)
                .replace("/*script*/", SCRIPT)
                .replace("/*policy*/", POLICY)
                .replace("/*settings*/", Json.of(settings));
    }

    /**
     * Returns the policy that allows these very styles and scripts, and nothing from elsewhere. The page holds it as well, for those who serve it
     * and cannot send headers; but not to stand in a frame can only be asked for by a header.
     */
    String policy() {
        return POLICY + "; frame-ancestors 'none'";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static String read(String resource) {
        try (InputStream in = Page.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + resource + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
