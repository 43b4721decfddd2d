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
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages with 10,000 nodes. */
@Tag("browser")
@QuarkusTest
@TestProfile(PageFakes.class)
@WithTestResource(PostgresResource.class)
class LargeFleetPagesTest extends PageRoom {

    @Test
    void hangsOnAWall() {
        // Given
        visit = visit(
                new Browser.NewContextOptions().setViewportSize(1920, 1080).setColorScheme(ColorScheme.DARK));
        status.show(LargeFleet.of(8, 10_000, Instant.now()));

        // When
        var page = visit.live("/?kiosk");

        // Then
        assertThat(page.locator("nav[aria-label=Pages]")).isHidden();
        assertThat(page.locator(".answer")).isVisible();
        visit.isAccessible();
        visit.picture("large/kiosk");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void showsTenThousandNodes(ColorScheme theme) {
        // Given
        var name = theme == ColorScheme.DARK ? "-dark" : "";
        status.show(LargeFleet.of(8, 10_000, Instant.now()));
        visit = visit(desktop().setColorScheme(theme));

        // When
        var weight = visit.weight("/");

        // Then
        System.out.println("10,000 nodes: the page and all that it loads weigh " + weight + " bytes");
        assertThat(weight)
                .as("compressed bytes of the page and all that it loads")
                .isLessThanOrEqualTo(100_000);
        assertThat(visit.page().locator(".rider")).hasCount(10);
        visit.isAccessible();
        visit.picture("large/fleet" + name);
        visit.page().locator("[name=group]").selectOption("rack");
        visit.picture("large/fleet-by-rack" + name);
        visit.live("/frameworks");
        visit.isAccessible();
        visit.picture("large/frameworks" + name);
        visit.live("/nodes?state=attention");
        visit.isAccessible();
        visit.picture("large/nodes" + name);
    }

    /** Asserts no times, since they say as much of the machine as of the page; prints them, for the documentation. */
    @Test
    void saysHowQuickItIsWithTenThousandNodes() {
        // Given
        status.show(LargeFleet.of(8, 10_000, Instant.now()));
        visit = visit(desktop());

        // When
        visit.live("/");
        var figures = visit.figures(10);

        // Then
        System.out.println("10,000 nodes: " + figures);
        assertThat(figures).containsKeys("html", "drawn", "redraw", "filter");
    }

    @Test
    void filtersSortsAndPagesOnTheServerWithTheStateInTheAddress() {
        // Given
        status.show(LargeFleet.of(8, 10_000, Instant.now()));
        visit = visit(desktop());
        var page = visit.live("/nodes");
        assertThat(page.locator("tbody tr")).hasCount(NodeQuery.ROWS);

        // When
        page.getByRole(AriaRole.SEARCHBOX, named("Find")).fill("r7");
        page.getByRole(AriaRole.BUTTON, named("Show")).click();
        page.locator("thead").getByText("CPU").click();
        page.getByRole(AriaRole.LINK, named("On")).click();

        // Then
        assertThat(page).hasURL(url + "nodes?q=r7&sort=cpu&dir=desc&page=2");
        assertThat(page.locator("th[aria-sort=descending]")).hasText("CPU");
        assertThat(page.getByRole(AriaRole.STATUS).nth(1)).containsText("of 10,000 nodes, 51 to 100 shown");
    }
}
