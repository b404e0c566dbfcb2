package dev.tarn.console;

import static java.util.Objects.requireNonNull;

import dev.tarn.Breaker;
import dev.tarn.Cache;
import dev.tarn.CacheStats;
import dev.tarn.Explanation;
import dev.tarn.Explanation.By;
import dev.tarn.Explanation.State;
import dev.tarn.WriteStatus;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Meters;
import dev.tarn.spi.ServerStats;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows live what the caches of this process do: a page, and what the page asks for. Whoever serves it over HTTP hands requests to {@link
 * #answer}; the page works below any path, asks for nothing from elsewhere, and stores nothing.
 *
 * <pre>{@code
 * Console console = Console.builder().showKeys().build();
 * Tarn tarn = Tarn.builder().meters(console.meters(TarnMeters.of(registry))).build();
 * console.watch(tarn::find);
 * }</pre>
 *
 * <p><b>What it gives away.</b> Unless told otherwise it shows counts and times: no keys, never a value, and changes nothing. {@link
 * Builder#showKeys} shows keys and what {@link Cache#explain} says, {@link Builder#allowChanges} lets people invalidate and switch tiers. It knows no users:
 * whoever serves it decides who may ask. Changes need a token that only the page has, so that another site's page cannot make a browser ask for
 * one.
 *
 * <p><b>What it costs.</b> Every 5 ms the key of one read is noted; a hit in the heap tier pays for a look at one field. Loads and calls to the remote
 * tier are counted in a histogram.
 *
 * <p>Thread-safe. {@link #answer} blocks only to explain and to invalidate, for as long as the remote tier takes.
 */
public final class Console {
    private static final String JSON = "application/json";
    private static final int TOKEN_BYTES = 16;

    private final Clock clock;
    private final boolean changes;
    private final boolean keys;
    private final KeyTexts texts;
    private final Snapshots snapshots;
    private final String token;
    private volatile Function<String, Optional<Cache<?, ?>>> caches = name -> Optional.empty();

    private Console(Builder builder) {
        this.clock = builder.clock;
        this.changes = builder.changes;
        this.keys = builder.keys;
        this.texts = new KeyTexts(keys);
        this.snapshots = new Snapshots(clock, texts, keys, changes, name -> caches.apply(name));
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        this.token = HexFormat.of().formatHex(random);
    }

    /** Describes a console. For one thread. */
    public static final class Builder {
        private Clock clock = Clock.system();
        private boolean keys;
        private boolean changes;

        private Builder() {}

        /** Shows keys, and which tier holds what of a key. */
        public Builder showKeys() {
            keys = true;
            return this;
        }

        /** Lets people invalidate keys and tags, and take tiers out of use on this node. */
        public Builder allowChanges() {
            changes = true;
            return this;
        }

        /**
         * Sets the clock; the system's unless set.
         *
         * @param value gives the time
         */
        public Builder clock(Clock value) {
            clock = requireNonNull(value, "clock");
            return this;
        }

        /** Makes the console. */
        public Console build() {
            return new Console(this);
        }
    }

    /**
     * What is answered to a request.
     *
     * @param status the HTTP status
     * @param type the media type
     * @param body the text, in UTF-8
     * @param headers further headers
     */
    public record Reply(int status, String type, String body, Map<String, String> headers) {
        /** Copies the headers. */
        public Reply {
            headers = Map.copyOf(headers);
        }
    }

    /** Begins to describe a console that shows no keys and changes nothing. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns meters that let the console hear what the caches do.
     *
     * @param others meters that hear the same
     */
    public Meters meters(Meters others) {
        requireNonNull(others, "others");
        return new Meters() {
            @Override
            public CacheMeters open(CacheId cache, Supplier<CacheStats> stats) {
                return snapshots.open(cache, stats, others.open(cache, stats));
            }

            @Override
            public StoreMeters openStore(String namespace, String store, Supplier<List<ServerStats>> servers) {
                return others.openStore(namespace, store, servers);
            }

            @Override
            public BreakerMeters openBreaker(String namespace, String remote, Supplier<Breaker.State> state) {
                return others.openBreaker(namespace, remote, state);
            }
        };
    }

    /**
     * Says where caches are found by their names: {@code tarn::find}. Before that nothing can be explained or changed.
     *
     * @param find finds a cache
     */
    public void watch(Function<String, Optional<Cache<?, ?>>> find) {
        caches = requireNonNull(find, "find");
    }

    /**
     * Returns what caches do now, in JSON: what the page is shown every second, and what {@code GET state} answers.
     */
    public String state() {
        return Json.of(snapshots.take());
    }

    /**
     * Answers a request.
     *
     * @param method {@code GET} or {@code POST}
     * @param path what follows the page's own path, without a slash in front: nothing for the page, {@code state}, {@code explain},
     *     {@code invalidate}, {@code switch}
     * @param parameters the parameters: {@code cache} and {@code key}; to change something, of a body that is JSON, {@code token}, {@code cache},
     *     and to invalidate {@code key} or {@code tag}, to switch a tier {@code tier} and {@code used}, {@code true} or {@code false}
     * @param streams whether the page finds a {@code /stream} below it, which sends {@link #state} as server-sent events; else the page asks for it
     */
    public Reply answer(String method, String path, Map<String, String> parameters, boolean streams) {
        return switch (method + " " + path) {
            case "GET " -> page(streams);
            case "GET state" -> json(200, state());
            case "GET explain" -> explain(parameters);
            case "POST invalidate" -> changed(parameters, this::invalidate);
            case "POST switch" -> changed(parameters, this::switchTier);
            default -> refused(404, "there is no such thing here");
        };
    }

    private Reply page(boolean streams) {
        Page page =
                new Page(Map.of("token", changes ? token : "", "stream", streams, "keys", keys, "changes", changes));
        return new Reply(200, "text/html;charset=UTF-8", page.html(), headers(page.policy()));
    }

    private Reply explain(Map<String, String> parameters) {
        if (!keys) {
            return refused(403, "keys are not shown here");
        }
        Cache<Object, Object> cache = cache(parameters);
        String key = parameters.getOrDefault("key", "");
        if (cache == null || key.isEmpty()) {
            return refused(404, "there is no such cache, or no key was given");
        }
        long begun = clock.nanos();
        Explanation explanation = explain(cache, KeyTexts.meanings(key));
        return json(200, Json.of(Explained.of(explanation, (clock.nanos() - begun) / 1e6)));
    }

    /**
     * Returns what is told of the meaning that the nearest tier holds: beyond the heap a number and its text are the same bytes. Each costs a call to
     * the remote tier, so no more are asked for than are needed.
     */
    private static Explanation explain(Cache<Object, Object> cache, List<Object> meanings) {
        List<Explanation> explanations = new ArrayList<>();
        for (Object meaning : meanings) {
            Explanation explanation = cache.explain(meaning);
            if (distance(explanation) == 0) {
                return explanation;
            }
            explanations.add(explanation);
        }
        return Collections.min(
                explanations,
                Comparator.comparingInt(Console::distance)
                        .thenComparing(
                                explanation -> explanation.lastInvalidation().by() != By.KEY));
    }

    /** Returns how many tiers lie before the one that holds the key; a large number if none does. */
    private static int distance(Explanation explanation) {
        int distance = 0;
        for (Explanation.TierView tier : explanation.tiers()) {
            if (tier.state() != State.MISSING) {
                return distance;
            }
            distance++;
        }
        return Integer.MAX_VALUE;
    }

    private Reply changed(Map<String, String> parameters, Function<Map<String, String>, Reply> change) {
        if (!changes) {
            return refused(403, "nothing is changed here");
        }
        if (!isToken(parameters.getOrDefault("token", ""))) {
            return refused(403, "this page is of another start of the process: load it again");
        }
        return change.apply(parameters);
    }

    private Reply invalidate(Map<String, String> parameters) {
        Cache<Object, Object> cache = cache(parameters);
        String key = parameters.getOrDefault("key", "");
        String tag = parameters.getOrDefault("tag", "");
        if (cache == null || key.isEmpty() == tag.isEmpty()) {
            return refused(404, "there is no such cache, or not one key or tag was given");
        }
        WriteStatus status = key.isEmpty() ? cache.invalidateTag(tag) : cache.invalidateAll(KeyTexts.meanings(key));
        return json(200, Json.of(Map.of("status", status.name())));
    }

    private Reply switchTier(Map<String, String> parameters) {
        Cache<Object, Object> cache = cache(parameters);
        String tier = parameters.getOrDefault("tier", "");
        String used = parameters.getOrDefault("used", "");
        boolean isMeant = used.equals("true") || used.equals("false");
        if (cache == null || !isMeant || !cache.controls().tiers().contains(tier)) {
            return refused(404, "there is no such cache or tier, or it was not said whether to use it");
        }
        cache.controls().use(tier, Boolean.parseBoolean(used));
        return json(200, Json.of(Map.of("tier", tier, "used", cache.controls().isUsed(tier))));
    }

    private boolean isToken(String given) {
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked") // keys of another type are only looked for
    private @Nullable Cache<Object, Object> cache(Map<String, String> parameters) {
        return (Cache<Object, Object>)
                caches.apply(parameters.getOrDefault("cache", "")).orElse(null);
    }

    private static Reply refused(int status, String why) {
        return json(status, Json.of(Map.of("error", why)));
    }

    private static Reply json(int status, String body) {
        return new Reply(status, JSON, body, headers("default-src 'none'"));
    }

    private static Map<String, String> headers(String policy) {
        return Map.of(
                "Content-Security-Policy", policy,
                "Cache-Control", "no-store",
                "X-Content-Type-Options", "nosniff",
                "X-Frame-Options", "DENY",
                "Referrer-Policy", "no-referrer");
    }
}
