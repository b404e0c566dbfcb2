package dev.tarn.spring.boot;

import dev.tarn.console.Console;
import dev.tarn.console.Console.Reply;
import dev.tarn.tiered.Tarn;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.util.MimeTypeUtils;

/**
 * The endpoint {@code tarnconsole}: the {@linkplain Console live console} as a page. What it is asked for, and by whom, goes the way of every
 * endpoint: it is there if it is exposed, on the management port if there is one, and behind whatever guards the actuator.
 *
 * <p>Keys are shown if {@code tarn.console.show-keys=true}. Nothing is changed unless {@code
 * management.endpoint.tarnconsole.access=unrestricted}; then a change needs a body that is JSON and holds the token of the page, so that no other
 * site's page can have a browser ask for it.
 */
@WebEndpoint(id = TarnConsoleEndpoint.ID, defaultAccess = Access.READ_ONLY)
@SuppressWarnings("deprecation") // Boot 3.5 tells optional parameters by Spring's own annotation, Boot 4 by JSpecify's
public final class TarnConsoleEndpoint {
    static final String ID = "tarnconsole";

    private final Console console;

    TarnConsoleEndpoint(Console console, Tarn tarn) {
        this.console = console;
        console.watch(tarn::find);
    }

    /** Returns the page. */
    @ReadOperation(produces = "text/html;charset=UTF-8")
    public WebEndpointResponse<String> page() {
        return response(console.answer("GET", "", Map.of(), false));
    }

    /**
     * Answers what the page asks for.
     *
     * @param part what
     * @param cache a cache, or null
     * @param key a key of it, or null
     */
    @ReadOperation(produces = MimeTypeUtils.APPLICATION_JSON_VALUE)
    public WebEndpointResponse<String> read(
            @Selector String part,
            @org.springframework.lang.Nullable @Nullable String cache,
            @org.springframework.lang.Nullable @Nullable String key) {
        return response(console.answer("GET", part, given("cache", cache, "key", key), false));
    }

    /**
     * Changes what the page asks to be changed.
     *
     * @param part what kind of change
     * @param token the token of the page
     * @param cache the cache
     * @param key a key of it, or null
     * @param tag a tag, or null
     * @param tier a tier, or null
     * @param used whether it is to be used, or null
     */
    @WriteOperation(produces = MimeTypeUtils.APPLICATION_JSON_VALUE)
    public WebEndpointResponse<String> change(
            @Selector String part,
            @org.springframework.lang.Nullable @Nullable String token,
            @org.springframework.lang.Nullable @Nullable String cache,
            @org.springframework.lang.Nullable @Nullable String key,
            @org.springframework.lang.Nullable @Nullable String tag,
            @org.springframework.lang.Nullable @Nullable String tier,
            @org.springframework.lang.Nullable @Nullable String used) {
        Map<String, String> given =
                given("token", token, "cache", cache, "key", key, "tag", tag, "tier", tier, "used", used);
        return response(console.answer("POST", part, given, false));
    }

    private static Map<String, String> given(@Nullable String... namesAndValues) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = namesAndValues[i];
            String value = namesAndValues[i + 1];
            if (name != null && value != null) {
                given.put(name, value);
            }
        }
        return given;
    }

    private static WebEndpointResponse<String> response(Reply reply) {
        return new WebEndpointResponse<>(reply.body(), reply.status(), MimeTypeUtils.parseMimeType(reply.type()));
    }
}
