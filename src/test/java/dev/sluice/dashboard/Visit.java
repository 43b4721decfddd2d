package dev.sluice.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import dev.sluice.security.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** One browser window of a person who is signed in; what goes wrong in it is kept. */
final class Visit implements AutoCloseable {

    private static final String AXE = axe();

    private final BrowserContext context;
    private final Page page;
    private final String base;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> foreign = new CopyOnWriteArrayList<>();

    private Visit(BrowserContext context, Page page, String base) {
        this.context = context;
        this.page = page;
        this.base = base;
        page.onConsoleMessage(message -> {
            // A refusal that the page shows is logged by the browser too.
            if (message.type().equals("error") && !message.text().contains("status of 4")) {
                errors.add(message.text());
            }
        });
        page.onPageError(errors::add);
        page.onRequest(request -> {
            if (!request.url().startsWith(base) && !request.url().startsWith("data:")) {
                foreign.add(request.url());
            }
        });
    }

    /** Signs in by a one-time link, as a person would. */
    static Visit of(
            Chromium chromium, Credentials credentials, String base, String role, Browser.NewContextOptions options) {
        var token = credentials
                .issue("tester", Set.of("admin"), Optional.of(Duration.ofHours(1)))
                .await()
                .atMost(Duration.ofSeconds(10));
        var context = chromium.browser().newContext(options);
        var page = context.newPage();
        if (role.equals("admin")) {
            var link = given().auth()
                    .oauth2(token)
                    .post("/api/sign-in-links")
                    .then()
                    .statusCode(200)
                    .extract()
                    .<String>path("url");
            page.navigate(link);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                    .click();
            assertThat(page).hasURL(base);
        } else {
            // There are no sign-in links for lesser roles yet; their programs' tokens open the same pages.
            var lesser = credentials
                    .issue("watcher", Set.of(role), Optional.of(Duration.ofHours(1)))
                    .await()
                    .atMost(Duration.ofSeconds(10));
            context.setExtraHTTPHeaders(Map.of("Authorization", "Bearer " + lesser));
        }
        return new Visit(context, page, base);
    }

    Page page() {
        return page;
    }

    Page open(String path) {
        page.navigate(base + path.substring(1));
        return page;
    }

    /** Opens the page and waits until its feed has brought every part once. */
    Page live(String path) {
        open(path);
        assertThat(page.locator("#link")).hasText("live");
        return page;
    }

    /** Every rule that axe has for WCAG 2.2 AA and good practice. */
    void isAccessible() {
        page.evaluate(AXE);
        var found = (List<?>) page.evaluate("""
                async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
                  .map(v => `${v.id} (${v.help}): ${v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; ')}`)
                """);
        assertThat(found).as("axe at %s", page.url()).isEmpty();
    }

    /** Nothing sticks out at the side, so that a page never scrolls both ways. */
    void fitsItsWidth() {
        var wide = (Integer) page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assertThat(wide).as("pixels too wide at %s", page.url()).isLessThanOrEqualTo(0);
    }

    void wentWell() {
        assertThat(errors).as("errors of the page").isEmpty();
        assertThat(foreign).as("requests to other hosts").isEmpty();
    }

    /** Bytes over the wire, compressed, of everything that opening {@code path} loads. */
    long weight(String path) {
        CDPSession network = context.newCDPSession(page);
        var bytes = new AtomicLong();
        network.send("Network.enable");
        network.on(
                "Network.loadingFinished",
                event -> bytes.addAndGet(event.get("encodedDataLength").getAsLong()));
        live(path);
        page.waitForLoadState(LoadState.NETWORKIDLE);
        return bytes.get();
    }

    /**
     * Medians in milliseconds of so many visits of this page: {@code html}, from request to the last byte of the page;
     * {@code drawn}, from navigation to the map's first frame; {@code redraw}, of every cell; {@code filter}, from a
     * letter typed to the frame with its effect.
     */
    Map<String, Double> figures(int visits) {
        var taken = new TreeMap<String, List<Double>>();
        for (var i = 0; i < visits; i++) {
            page.reload();
            assertThat(page.locator("fleet-map .rider").first()).isVisible();
            ((Map<?, ?>) page.evaluate(FIGURES))
                    .forEach((name, value) -> taken.computeIfAbsent(String.valueOf(name), n -> new ArrayList<>())
                            .add(((Number) value).doubleValue()));
        }
        var medians = new TreeMap<String, Double>();
        taken.forEach((name, values) ->
                medians.put(name, values.stream().sorted().toList().get(values.size() / 2)));
        return medians;
    }

    private static final String FIGURES = """
            async () => {
              const frame = () => new Promise((done) => requestAnimationFrame(() => done(performance.now())));
              const [page] = performance.getEntriesByType('navigation');
              const drawn = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
              const map = document.querySelector('fleet-map');
              const filter = document.querySelector('.map-controls [name=q]');
              await frame();
              // The map's own drawing is asked for first, so it has run when this one's turn comes in the same frame.
              map.filterBy('');
              const redraw = await new Promise((done) =>
                requestAnimationFrame((began) => done(performance.now() - began)));
              const typed = performance.now();
              filter.value = 'r7';
              filter.dispatchEvent(new Event('input', { bubbles: true }));
              const filtered = (await frame()) - typed;
              return { html: page.responseEnd - page.requestStart, drawn, redraw, filter: filtered };
            }
            """;

    void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of("target", "screenshots", name + ".png")));
    }

    @Override
    public void close() {
        context.close();
    }

    private static String axe() {
        try (var script = Visit.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
