package dev.sluice.lab;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.sluice.dashboard.Chromium;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A person at the page, on real Spark and real YARN: a suggestion appears, is approved, and its node is seen to arrive. */
@Tag("lab")
class LabPageIT {

    private static final double PATIENCE_MILLIS = 180_000;

    @Test
    void seesANodeArriveThatWasApprovedOnThePage(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path dir) {
        try (Chromium chromium = Chromium.launch();
                Lab lab = Lab.start(dir);
                LabFleet fleet = LabFleet.start(lab, DemoNode.fleet(4), Map.of())) {
            // Given Spark that wants twice what it has, and a page that nobody touches
            lab.spark().awaitWorkers(2);
            lab.yarn().awaitNodes(2);
            lab.run(new SparkJob("crunch", 8, 120, 1, 0).on(lab));
            lab.run(new YarnJob("batch", 1, 0, 8).on(lab));
            var page = signedIn(chromium, fleet);

            // When Sluice suggests to move a node and the person approves
            var suggestion = page.locator(".suggestion");
            suggestion.waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE_MILLIS));
            var node = suggestion.locator("a[href^='/nodes/']").first().textContent();
            picture(page, "suggested");
            suggestion
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Approve"))
                    .click();

            // Then the node is under way on the map, and the operation ends well
            assertThat(page.locator(".rider").first()).isVisible(patient());
            picture(page, "moving");
            assertThat(page.locator(".operation[data-status=DONE]")).hasCount(1, patientCount());
            assertThat(page.locator(".suggestion")).hasCount(0);
            picture(page, "moved");

            // And the page says the same as both frameworks
            page.navigate(fleet.api().url() + "/nodes/" + node);
            assertThat(page.locator("main")).containsText("Spark");
            assertThat(page.locator(".facts-list a").first()).hasText("Spark");
            fleet.assertServes(node, "spark");
            picture(page, "node");
        }
    }

    private static Page signedIn(Chromium chromium, LabFleet fleet) {
        var page = chromium.browser().newPage(new Browser.NewPageOptions().setViewportSize(1280, 760));
        page.navigate(
                fleet.api().post("/api/sign-in-links", Map.of()).path("url").asText());
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        assertThat(page.locator("#link")).hasText("live");
        return page;
    }

    private static LocatorAssertions.IsVisibleOptions patient() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MILLIS);
    }

    private static LocatorAssertions.HasCountOptions patientCount() {
        return new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE_MILLIS);
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "lab", name + ".png")));
    }
}
