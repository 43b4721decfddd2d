package dev.sluice.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every page has in common: accessible in both themes, fits its window, works by keyboard, shows words as words. */
@Tag("browser")
@QuarkusTest
@TestProfile(PageFakes.class)
@WithTestResource(PostgresResource.class)
class EveryPageTest extends PageRoom {

    private static final Map<String, String> PAGES = Map.ofEntries(
            Map.entry("fleet", "/"),
            Map.entry("fleet-by-zone", "/?group=zone"),
            Map.entry("frameworks", "/frameworks"),
            Map.entry("framework", "/frameworks/spark"),
            Map.entry("nodes", "/nodes?sort=cpu&dir=desc"),
            Map.entry("node", "/nodes/node-4"),
            Map.entry("suggestions", "/suggestions"),
            Map.entry("suggestion", "/suggestions/s-1"),
            Map.entry("operations", "/operations"),
            Map.entry("alerts", "/alerts"),
            Map.entry("policies", "/policies"),
            Map.entry("policy", "/policies/spark"),
            Map.entry("history", "/history"),
            Map.entry("agents", "/agents"),
            Map.entry("settings", "/settings"),
            Map.entry("move", "/move?from=yarn&to=spark&count=2"));

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void isAccessibleAndFitsOnEveryPageInBothThemes(ColorScheme theme) {
        // Given
        var name = theme == ColorScheme.DARK ? "-dark" : "";
        visit = visit(desktop().setColorScheme(theme));

        PAGES.forEach((page, path) -> {
            // When
            visit.live(path);

            // Then
            visit.isAccessible();
            visit.fitsItsWidth();
            visit.picture("six/" + page + name);
        });
        status.show("status-after");
        for (var path : List.of("/", "/operations", "/operations/op-1")) {
            visit.live(path);
            visit.isAccessible();
            visit.picture("six/moving-" + path.replaceAll("\\W+", "-") + name);
        }
    }

    @Test
    void fitsOnAPhone() {
        // Given
        visit = visit(new Browser.NewContextOptions().setViewportSize(390, 844));

        PAGES.forEach((page, path) -> {
            // When
            visit.live(path);

            // Then
            visit.fitsItsWidth();
            visit.picture("phone/" + page);
        });
    }

    @Test
    void showsHostileWordsAsWords() {
        // Given
        status.show(Hostile.fleet());
        visit = visit(desktop());

        for (var path :
                List.of("/", "/frameworks", "/nodes", "/suggestions", "/operations", "/history", "/nodes/node-1")) {
            // When
            visit.live(path);

            // Then
            visit.fitsItsWidth();
        }
        assertThat(visit.page().evaluate("window.hacked")).isNull();
        visit.live("/");
        assertThat(visit.page().locator("[data-framework=evil] h3")).containsText("<script>");
        visit.picture("six/hostile");
    }

    @Test
    void doesEverythingFromTheKeyboard() {
        // Given
        visit = visit(desktop());
        var page = visit.live("/");

        // When
        page.keyboard().press("?");

        // Then
        assertThat(page.getByRole(AriaRole.DIALOG, named("Keys"))).isVisible();
        visit.isAccessible();
        page.keyboard().press("Escape");

        // When
        page.keyboard().press("Control+k");
        page.keyboard().type("node-10");

        // Then
        assertThat(page.locator("#found li")).hasCount(1);
        visit.isAccessible();
        page.keyboard().press("Enter");
        assertThat(page).hasURL(url + "nodes/node-10");

        // When
        assertThat(page.locator("#link")).hasText("live");
        page.keyboard().press("g");
        page.keyboard().press("f");
        assertThat(page).hasURL(url.toString());
        assertThat(page.locator("#link")).hasText("live");
        page.locator("fleet-map").focus();
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");

        // Then
        assertThat(page.locator(".map-tip")).containsText("node-2, Spark, CPU 85 %");
        page.keyboard().press("Enter");
        assertThat(page).hasURL(url + "nodes/node-2");
    }

    @Test
    void remembersTheThemeFromTheFirstPaintOn() {
        // Given
        visit = visit(desktop().setColorScheme(ColorScheme.LIGHT));
        var page = visit.live("/");

        // When
        page.keyboard().press("t");
        page.keyboard().press("d");

        // Then
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.reload();
        assertThat(page.content()).contains("data-theme=\"dark\"").contains("data-density=\"compact\"");
    }

    @Test
    void leadsToSignInAndBackWhenTheSessionEnds() {
        // Given
        visit = visit(desktop());
        var page = visit.live("/nodes?q=node");
        page.context().clearCookies();

        // When
        page.reload();

        // Then
        assertThat(page).hasURL(url + "sign-in?next=%2Fnodes%3Fq%3Dnode");
        visit.isAccessible();
        visit.picture("six/sign-in");
    }

    @Test
    void showsAViewerWhatTheyMayNotDo() {
        // Given
        visit = visitAs("viewer", desktop());
        var page = visit.live("/suggestions/s-1");

        // Then
        assertThat(page.getByText("ask an admin for the role operator")).isVisible();
        assertThat(page.getByRole(AriaRole.BUTTON, named("Approve"))).hasCount(0);
        visit.live("/settings");
        assertThat(page.getByText("shown to admins")).isVisible();
        visit.picture("six/settings-viewer");
        page.navigate(url + "move");
        assertThat(page.getByRole(AriaRole.HEADING)).hasText("Not allowed");
    }
}
