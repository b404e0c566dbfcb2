package dev.tarn.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.Cache;
import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.Options;
import dev.tarn.local.Heap;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Meters;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final FakeClock clock = new FakeClock();
    private final List<AutoCloseable> parts = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : parts) {
            part.close();
        }
    }

    private Tarn tarn(Console console) {
        Tarn tarn = Tarn.builder()
                .namespace("lab")
                .remote(new FakeServer(clock).connect())
                .clock(clock)
                .scheduler(clock)
                .executor(Runnable::run)
                .meters(console.meters(Meters.none()))
                .build();
        parts.add(tarn);
        console.watch(tarn::find);
        return tarn;
    }

    private LoadingCache<String, String> cache(Console console) {
        LoadingCache<String, String> cache = tarn(console)
                .cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(100))
                .expireAfterWrite(Duration.ofMinutes(1))
                .loader(CacheLoader.of(key -> "secret of " + key))
                .build();
        clock.runDue();
        return cache;
    }

    private void readOften(LoadingCache<String, String> cache, String key) {
        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofMillis(5));
            clock.runDue();
            cache.get(key);
        }
    }

    @Test
    void state_ofACache_tellsWhatItDid_andItsHotKey() {
        Console console = Console.builder().clock(clock).showKeys().build();
        LoadingCache<String, String> cache = cache(console);
        readOften(cache, "kettle");

        assertThat(console.state())
                .contains(
                        "\"namespace\":\"lab\"", "\"name\":\"texts\"", "\"requests\":100", "\"hits\":99", "\"loads\":1")
                .contains("\"hot\":[{\"key\":\"kettle\",\"share\":1.00000}]")
                .containsPattern("\"big\":\\[\\{\"key\":\"kettle\",\"bytes\":\\d+}]")
                .contains("\"remoteUp\":true", "\"breaker\":{\"state\":\"closed\",\"opened\":0,\"refused\":0}")
                .doesNotContain("secret");
    }

    @Test
    void console_unlessToldOtherwise_showsNoKeyAndChangesNothing() {
        Console console = Console.builder().clock(clock).build();
        LoadingCache<String, String> cache = cache(console);
        readOften(cache, "kettle");

        assertThat(console.state()).doesNotContain("kettle", "secret").containsPattern("\"key\":\"#[0-9a-f]{8}\"");
        assertThat(console.answer("GET", "explain", Map.of("cache", "texts", "key", "kettle"), false)
                        .status())
                .isEqualTo(403);
        assertThat(console.answer("POST", "invalidate", Map.of("cache", "texts", "key", "hot", "token", ""), false)
                        .status())
                .isEqualTo(403);
        assertThat(cache.getIfPresent("kettle")).isNotNull();
        assertThat(console.answer("GET", "", Map.of(), false).body()).contains("\"token\":\"\"");
    }

    @Test
    void explanation_ofAKey_tellsTheTiersAndNoValue() {
        Console console = Console.builder().clock(clock).showKeys().build();
        cache(console).put("k", "secret", Options.tagged("t"));

        assertThat(console.answer("GET", "explain", Map.of("cache", "texts", "key", "k"), false)
                        .body())
                .contains("\"verdict\":\"A read is served by the heap tier", "\"tags\":[\"t\"]", "\"tier\":\"remote\"")
                .containsPattern(
                        "\"lastInvalidation\":\\{\"by\":\"KEY\",\"tag\":null,\"version\":\"[1-9]\\d*\",\"ago\":0")
                .doesNotContain("secret");
        assertThat(console.answer("GET", "explain", Map.of("cache", "none", "key", "k"), false)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void explanation_ofANumber_isThatOfTheTypeWhichTheHeapHolds() {
        Console console = Console.builder().clock(clock).showKeys().build();
        Cache<Long, String> cache = tarn(console)
                .cache("numbers", Long.class, String.class)
                .heap(Heap.maximumEntries(100))
                .expireAfterWrite(Duration.ofMinutes(1))
                .build();
        clock.runDue();
        cache.put(42L, "v"); // encoded as the text of that number would be

        assertThat(console.answer("GET", "explain", Map.of("cache", "numbers", "key", "42"), false)
                        .body())
                .contains("\"verdict\":\"A read is served by the heap tier");
    }

    @Test
    void change_withTheTokenOfThePage_isMade_andWithoutItIsNot() {
        Console console = Console.builder().clock(clock).allowChanges().build();
        LoadingCache<String, String> cache = cache(console);
        cache.put("k", "v", Options.tagged("t"));
        String token = tokenOf(console);

        assertThat(console.answer("POST", "invalidate", Map.of("cache", "texts", "key", "k", "token", "00"), false)
                        .status())
                .isEqualTo(403);
        assertThat(cache.getIfPresent("k")).isEqualTo("v");
        assertThat(console.answer("GET", "invalidate", Map.of("cache", "texts", "key", "k", "token", token), false)
                        .status())
                .isEqualTo(404);

        assertThat(console.answer("POST", "invalidate", Map.of("cache", "texts", "key", "k", "token", token), false)
                        .body())
                .isEqualTo("{\"status\":\"APPLIED\"}");
        assertThat(cache.getIfPresent("k")).isNull();
        cache.put("k", "v", Options.tagged("t"));
        console.answer("POST", "invalidate", Map.of("cache", "texts", "tag", "t", "token", token), false);
        assertThat(cache.getIfPresent("k")).isNull();
    }

    @Test
    void audits_areTold_withTheKeysOfWhatDiverged() {
        Console console = Console.builder().clock(clock).showKeys().build();
        Meters.CacheMeters meters =
                console.meters(Meters.none()).open(new CacheId("lab", "audited"), cache(console)::stats);
        assertThat(console.state()).contains("\"audit\":null");
        meters.audited("quiet", Meters.Audit.AGREES, 0);
        for (int i = 0; i < Audits.SIZE; i++) {
            meters.audited("first", Meters.Audit.APART, 0);
        }
        meters.audited("kettle", Meters.Audit.BEHIND, 3_000_000_000L);

        assertThat(console.state())
                .contains("\"audit\":{\"agrees\":1,", "\"behind\":1,\"apart\":8,")
                .contains("\"last\":[{\"key\":\"kettle\",\"age\":3.00000,\"verdict\":\"behind\"")
                .doesNotContain("quiet");
        assertThat(console.state().split("\"key\":\"first\"", -1)).hasSize(Audits.SIZE);
    }

    @Test
    void localHits_areTimedByTier() {
        Console console = Console.builder().clock(clock).build();
        LoadingCache<String, String> cache = cache(console);
        assertThat(console.state()).contains("\"hit\":null");
        readOften(cache, "kettle"); // on a clock that stands still meanwhile

        assertThat(console.state())
                .containsPattern(
                        "\"tier\":\"heap\",.*\"hit\":\\{\"p50\":[0-9.e-]+,\"p99\":[0-9.e-]+,\"within\":\\[1.00000,");
    }

    @Test
    void tier_switched_isOutOfUse_andIsAgainWithTheTokenAlone() {
        Console console = Console.builder().clock(clock).allowChanges().build();
        LoadingCache<String, String> cache = cache(console);
        cache.put("k", "v");
        Map<String, String> off = Map.of("cache", "texts", "tier", "heap", "used", "false", "token", tokenOf(console));
        assertThat(console.answer("POST", "switch", Map.of("cache", "texts", "tier", "heap", "used", "false"), false)
                        .status())
                .isEqualTo(403);
        assertThat(console.state())
                .contains("\"tier\":\"heap\"", "\"used\":true")
                .doesNotContain("\"used\":false");

        assertThat(console.answer("POST", "switch", off, false).body()).contains("\"used\":false");
        assertThat(cache.controls().isUsed("heap")).isFalse();
        assertThat(console.state()).contains("\"used\":false");
        Map<String, String> on = new HashMap<>(off);
        on.put("used", "true");
        console.answer("POST", "switch", on, false);
        assertThat(cache.controls().isUsed("heap")).isTrue();
        on.put("tier", "attic");
        assertThat(console.answer("POST", "switch", on, false).status()).isEqualTo(404);
        on.putAll(Map.of("tier", "heap", "used", "maybe"));
        assertThat(console.answer("POST", "switch", on, false).status()).isEqualTo(404);
    }

    @Test
    void tier_whereNothingMayBeChanged_isNotSwitched() {
        Console console = Console.builder().clock(clock).build();
        LoadingCache<String, String> cache = cache(console);

        assertThat(console.answer(
                                "POST",
                                "switch",
                                Map.of("cache", "texts", "tier", "heap", "used", "false", "token", ""),
                                false)
                        .status())
                .isEqualTo(403);
        assertThat(cache.controls().isUsed("heap")).isTrue();
    }

    private static String tokenOf(Console console) {
        Matcher token = Pattern.compile("\"token\":\"([0-9a-f]{32})\"")
                .matcher(console.answer("GET", "", Map.of(), false).body());
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    @Test
    void page_holdsEverything_andItsPolicyAllowsNothingElse() {
        Console.Reply page = Console.builder().build().answer("GET", "", Map.of(), true);

        assertThat(page.body())
                .contains("uPlot", "\"stream\":true")
                .contains("<script id=\"settings\"")
                .doesNotContain("/*style*/", "/*script*/", "/*settings*/", "src=");
        assertThat(page.headers().get("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'sha256-", "style-src 'sha256-")
                .doesNotContain("unsafe");
    }

    @Test
    void cache_closed_isShownNoMore() {
        Console console = Console.builder().clock(clock).build();
        cache(console);
        assertThat(console.state()).contains("texts");
        parts.forEach(part -> ((Tarn) part).close());

        assertThat(console.state()).doesNotContain("texts");
    }

    @Test
    void text_ofAnyKind_isJsonThatMayStandInHtml() {
        assertThat(Json.of(Map.of("</script>", "\"\\\n…")))
                .isEqualTo("{\"\\u003c/script\\u003e\":\"\\\"\\\\\\u000a\\u2026\"}");
        assertThat(Json.of(List.of())).isEqualTo("[]");
        assertThat(Json.of(Map.of())).isEqualTo("{}");
        assertThat(Json.of(Double.NaN)).isEqualTo("null");
    }
}
