package dev.tarn.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.tarn.testing.server.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Looks at the console of the packaged demo in a real Chromium. How long things take is printed, not judged: that depends on the machine. Pictures are taken
 * when the page was open for {@code -Dtarn.console.seconds}, one unless set, into {@code target}.
 */
class ConsoleIT {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int PICTURE_AFTER = Integer.getInteger("tarn.console.seconds", 1);
    private static final String HOT_PRODUCT = "8";
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @TempDir
    static Path data;

    private static RedisServer redis;
    private static DemoProcess demo;
    private static URI address;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        assertThat(CHROMIUM)
                .as("the console needs Chromium: apt-get install -y chromium")
                .isExecutable();
        redis = RedisServer.start();
        demo = DemoProcess.start(
                data,
                "--port=0",
                "--products=2000",
                "--heap=200",
                "--offheap=1",
                "--rate=500",
                "--writes=1",
                "--cold",
                "--trace=" + trace(),
                "--redis=" + redis.uri());
        await().atMost(LONG)
                .until(() ->
                        demo.found("console: (\\S+)") != null || !demo.process().isAlive());
        assertThat(demo.found("console: (\\S+)")).as(demo.output()).isNotNull();
        address = URI.create(demo.found("console: (\\S+)"));
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
    }

    /** Three of ten accesses are to one key. */
    private static Path trace() throws IOException {
        Path file = data.resolve("hot.trace.gz");
        SplittableRandom random = new SplittableRandom(1);
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < 50_000; i++) {
                int key = random.nextInt(10) < 3 ? 7 : random.nextInt(2_000);
                out.write((key + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
        return file;
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        demo.close();
        redis.close();
    }

    /** A page that is open, and what has gone wrong on it. */
    private record Open(BrowserContext context, Page page, List<String> errors) implements AutoCloseable {
        static Open of(int width, ColorScheme scheme) {
            BrowserContext context = browser.newContext(
                    new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme));
            Page page = context.newPage();
            List<String> errors = new ArrayList<>();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error")) {
                    errors.add(message.text());
                }
            });
            page.onPageError(errors::add);
            page.onRequest(request -> {
                if (!request.url().startsWith(address.toString())
                        && !request.url().startsWith("data:")) {
                    errors.add("asked for " + request.url());
                }
            });
            page.setDefaultTimeout((double) LONG.toMillis());
            page.navigate(address.toString());
            assertThat(page.locator("#tiers tbody tr")) // of each tier, or of what is told of each
                    .hasCount(width > 760 ? 3 : 7, new LocatorAssertions.HasCountOptions().setTimeout((double)
                                    LONG.toMillis()));
            return new Open(context, page, errors);
        }

        /** Returns the time from the begin of the navigation until something was to be seen. */
        double firstPaintMillis() {
            Object time = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime");
            return ((Number) time).doubleValue();
        }

        void awaitText(String selector, String text) {
            assertThat(page.locator(selector))
                    .containsText(
                            text, new LocatorAssertions.ContainsTextOptions().setTimeout((double) LONG.toMillis()));
        }

        @Override
        public void close() {
            context.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "400, LIGHT", "400, DARK"})
    void page_ofAWidthAndAScheme_isCleanAndForEverybody(int width, ColorScheme scheme) throws IOException {
        try (Open open = Open.of(width, scheme)) {
            open.awaitText("#hot", HOT_PRODUCT);
            open.awaitText("#flow-text", "heap catches");
            open.awaitText("#audit-text", "still differed after the staleness bound");
            open.awaitText("#within", "100.0 %");
            open.page().locator("#explain-key").fill(HOT_PRODUCT);
            open.page().locator("#explain-key").press("Enter");
            open.awaitText("#explained", "Explained in");
            open.page().waitForFunction("least => performance.now() > 1000 * least", PICTURE_AFTER);
            System.out.printf(
                    Locale.ROOT,
                    "console at %d px, %s: first paint after %.0f ms, %s%n",
                    width,
                    scheme,
                    open.firstPaintMillis(),
                    open.page().locator("#explained .note").textContent());
            Path shot =
                    Path.of("target", "console-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png");
            open.page().screenshot(new Page.ScreenshotOptions().setPath(shot).setFullPage(true));

            assertThat(open.page().evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .as("no sideways scrolling")
                    .isEqualTo(true);
            assertThat(findings(open.page())).isEqualTo(List.of());
            assertThat(open.errors()).isEmpty();
        }
    }

    /** Runs axe-core; returns what it finds serious or critical. */
    private static Object findings(Page page) throws IOException {
        try (InputStream in = ConsoleIT.class.getResourceAsStream("/axe.min.js")) {
            page.evaluate(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        return page.evaluate("""
                async () => (await axe.run()).violations
                    .filter(found => ['serious', 'critical'].includes(found.impact))
                    .map(found => found.id + ': ' + found.nodes.map(node => node.html).join(' '))
                """);
    }

    @Test
    void hotKey_isNamedFirst_andIsExplainedByTheKeyboardAlone() {
        try (Open open = Open.of(1280, ColorScheme.LIGHT)) {
            assertThat(open.page().locator("#hot tr:first-child button"))
                    .hasText(HOT_PRODUCT, new LocatorAssertions.HasTextOptions().setTimeout((double) LONG.toMillis()));
            open.page().locator("#hot tr:first-child button").focus();
            open.page().keyboard().press("Enter");

            open.awaitText("#explained", "Explained in");
            assertThat(open.page().locator("#explain-key")).hasValue(HOT_PRODUCT);
            assertThat(open.page().locator("#explained tbody tr")).hasCount(3);
            assertThat(open.page().locator("#explained")).containsText("brand:");
            assertThat(open.page().locator("#explained")).containsText("Last invalidation: ");
            assertThat(open.errors()).isEmpty();
        }
    }

    @Test
    void audits_andTheTimesOfLocalHits_areShown() {
        try (Open open = Open.of(1280, ColorScheme.LIGHT)) {
            open.awaitText("#audit-text", "still differed after the staleness bound");
            open.awaitText("#within", "100.0 %");
            assertThat(open.page().locator("#within-head th")).hasText(new String[] {"Within", "heap", "offheap"});
            assertThat(open.errors()).isEmpty();
        }
    }

    @Test
    void tag_invalidated_isSaidToBe() {
        try (Open open = Open.of(1280, ColorScheme.LIGHT)) {
            open.page().locator("#change-what").selectOption("tag");
            open.page().locator("#change-name").fill("brand:1");
            open.page().locator("#change-name").press("Enter");

            open.awaitText("#changed", "brand:1: APPLIED");
        }
    }

    @Test
    void tier_switchedOffByTheKeyboard_isSaidToBe_andComesBack() {
        try (Open open = Open.of(1280, ColorScheme.LIGHT)) {
            Locator offHeap = open.page().locator("#switches button").nth(1);
            assertThat(offHeap).hasAttribute("aria-checked", "true");
            offHeap.focus();
            open.page().keyboard().press("Enter");
            open.awaitText("#tiers", "offheap (off)");
            open.awaitText("#switched", "The offheap tier is off.");
            assertThat(offHeap).hasAttribute("aria-checked", "false");
            assertThat(offHeap).isFocused();

            open.page().keyboard().press("Enter");
            open.awaitText("#switched", "The offheap tier is in use.");
            assertThat(offHeap).hasText("offheap: in use");
            assertThat(open.errors()).isEmpty();
        }
    }

    @Test
    void redis_killed_isShown_andSoIsItsReturn() {
        try (Open open = Open.of(1280, ColorScheme.LIGHT)) {
            open.awaitText("#remote", "remote tier up");
            redis.kill();
            open.awaitText("#remote", "remote tier down");
            redis.restart();
            open.awaitText("#remote", "remote tier up");
            assertThat(open.errors()).isEmpty();
        }
    }

    @Test
    void changes_withoutTheToken_orFromAForm_areRefused() throws Exception {
        String body = "{\"cache\":\"products\",\"key\":\"8\",\"token\":\"00\"}";
        assertThat(post("application/json", body)).isEqualTo(403);
        assertThat(post("text/plain", body)).isEqualTo(415);
        assertThat(post("application/x-www-form-urlencoded", "cache=products&key=8"))
                .isEqualTo(415);
    }

    private static int post(String type, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/invalidate"))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        return answer.statusCode();
    }

    @Test
    void console_askedForByAnotherName_isRefused() throws IOException {
        assertThat(statusLine("evil.example")).contains(" 403");
        assertThat(statusLine("localhost")).contains(" 200");
    }

    private static String statusLine(String host) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            String request = "GET /tarn/state HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            return new String(answer, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
