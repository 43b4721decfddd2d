package dev.sluice.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.api.FixtureStatus;
import dev.sluice.security.Credentials;
import dev.sluice.security.Roles;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first page in a real browser, over the feed's fixtures. */
@Tag("browser")
@QuarkusTest
@TestProfile(PageFakes.class)
@WithTestResource(PostgresResource.class)
@SuppressWarnings("NullAway.Init") // injected by the test framework
class FleetPageTest {

    private static Chromium chromium;

    @Inject
    FixtureStatus status;

    @Inject
    PageFakes.FakeSuggestions suggestions;

    @Inject
    Credentials credentials;

    @TestHTTPResource("/")
    URL url;

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private @Nullable BrowserContext context;

    @BeforeAll
    static void launch() {
        chromium = Chromium.launch();
    }

    @AfterAll
    static void close() {
        chromium.close();
    }

    @BeforeEach
    void startOver() {
        status.show("snapshot");
        suggestions.acts.clear();
    }

    @AfterEach
    void leave() {
        if (context != null) {
            context.close();
        }
    }

    @Test
    void isCompleteBeforeAnyScriptRuns() {
        // Given
        var page = signedIn(new Browser.NewContextOptions().setJavaScriptEnabled(false));

        // When
        page.navigate(url.toString());

        // Then
        assertThat(page.locator(".channel")).hasCount(2);
        assertThat(page.locator("[data-framework=spark] .pressure")).containsText("2.40");
        assertThat(page.locator("[data-framework=yarn] [data-node=node-4]")).containsText("→ spark");
        assertThat(page.locator(".suggestion h3")).containsText("Move 2 nodes from YARN to Spark");

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Approve"))
                .click();
        assertThat(page).hasURL(url.toString());
        assertThat(suggestions.acts).containsExactly("approve s-1 by tester");
    }

    @Test
    void followsTheFleetAndShowsTheSameAsTheFirstPaint() {
        // Given
        var plain = signedIn(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        plain.navigate(url.toString());
        var firstPaint = words(plain);
        leave();
        var page = signedIn(new Browser.NewContextOptions().setViewportSize(1400, 900));
        page.navigate(url.toString());
        assertThat(page.locator("#link")).hasText("live");
        assertThat(words(page)).isEqualTo(firstPaint);
        screenshot(page, "before");

        // When
        status.show("after");

        // Then
        assertThat(page.locator("[data-node=node-4].cell")).hasAttribute("data-mark", "moving");
        assertThat(page.locator(".operation")).containsText("0 of 2 moved, 1 draining");
        assertThat(page.locator(".move")).containsText("container_1: runs until its application ends");
        assertThat(page.locator(".suggestion")).hasCount(0);
        screenshot(page, "after");
        assertThat(errors).isEmpty();
    }

    @Test
    void approvesWithOneClickAndStaysOnThePage() {
        // Given
        var page = signedIn(new Browser.NewContextOptions());
        page.navigate(url.toString());
        assertThat(page.locator("#link")).hasText("live");

        // When
        page.waitForResponse(
                response -> response.url().endsWith("/suggestions/s-1/approve") && response.status() == 204,
                () -> page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Approve"))
                        .click());

        // Then
        assertThat(suggestions.acts).containsExactly("approve s-1 by tester");
        assertThat(errors).isEmpty();
    }

    @Test
    void saysInOneSentenceWhyAnUndoIsRefused() {
        // Given
        status.show("after");
        var page = signedIn(new Browser.NewContextOptions());
        page.navigate(url.toString());
        assertThat(page.locator("#link")).hasText("live");

        // When
        page.getByLabel("Undo, because").fill("wrong nodes");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Undo"))
                .click();

        // Then
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("There is no op-1");
    }

    @Test
    void isDarkFromTheFirstPaintWhereTheSystemIs() {
        // Given
        var page = signedIn(
                new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK).setViewportSize(1400, 900));

        // When
        page.navigate(url.toString());

        // Then
        assertThat(page.locator("#link")).hasText("live");
        assertThat(page.locator("body")).hasCSS("background-color", "rgb(13, 22, 28)");
        screenshot(page, "dark");
    }

    @Test
    void showsTheSignInToAStranger() {
        // Given
        var page = context(new Browser.NewContextOptions()).newPage();

        // When
        page.navigate(url.toString());

        // Then
        assertThat(page.url()).contains("/sign-in");
        assertThat(page.locator(".channel")).hasCount(0);
    }

    private Page signedIn(Browser.NewContextOptions options) {
        var token = credentials
                .issue("tester", Set.of(Roles.ADMIN), Optional.of(Duration.ofHours(1)))
                .await()
                .atMost(Duration.ofSeconds(10));
        var link = given().auth()
                .oauth2(token)
                .post("/api/sign-in-links")
                .then()
                .statusCode(200)
                .extract()
                .<String>path("url");
        var page = context(options).newPage();
        page.navigate(link);
        page.getByRole(AriaRole.BUTTON).click();
        assertThat(page).hasURL(url.toString());
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("409")) {
                errors.add(message.text());
            }
        });
        page.onPageError(errors::add);
        return page;
    }

    private BrowserContext context(Browser.NewContextOptions options) {
        var opened = chromium.browser().newContext(options);
        context = opened;
        return opened;
    }

    /** What a person reads, white space aside; ages and the link's state differ by nature. */
    private static String words(Page page) {
        return page.locator("fleet-channels, suggestion-list, operation-list").allInnerTexts().stream()
                .map(text -> text.replaceAll("read \\d+ s ago", "")
                        .replaceAll("\\s+", " ")
                        .strip())
                .toList()
                .toString();
    }

    private static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of("target", "screenshots", "fleet-" + name + ".png")));
    }
}
