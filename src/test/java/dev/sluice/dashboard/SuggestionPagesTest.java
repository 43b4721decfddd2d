package dev.sluice.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Suggestions, pauses and moves by hand. */
@Tag("browser")
@QuarkusTest
@TestProfile(PageFakes.class)
@WithTestResource(PostgresResource.class)
class SuggestionPagesTest extends PageRoom {

    @Test
    void leavesAFrameworkAloneUntilItIsResumed() {
        // Given
        visit = visit(desktop());
        var page = visit.live("/suggestions");

        // When
        page.getByText("Pause…").click();
        page.getByLabel("Framework").selectOption("spark");
        page.getByLabel("Pause, because").fill("month end");
        page.getByRole(AriaRole.BUTTON, named("Pause")).click();

        // Then
        assertThat(page.getByRole(AriaRole.REGION, named("Left alone"))).containsText("Spark: nothing is suggested");
        assertThat(page.getByRole(AriaRole.REGION, named("Left alone"))).containsText("month end");
        visit.isAccessible();
        visit.picture("six/suggestions-paused");

        // When
        page.getByRole(AriaRole.BUTTON, named("Resume Spark")).click();

        // Then
        assertThat(page.getByText("Left alone")).hasCount(0);
    }

    @Test
    void saysHowLongTheDrainsOfASuggestionUsuallyTake() {
        // Given
        visit = visit(desktop());

        // When
        var page = visit.live("/suggestions/s-1");

        // Then
        assertThat(page.locator("[data-suggestion='s-1']"))
                .containsText("A drain of YARN usually takes 40 s, one in ten more than 2 min; 2 nodes about 40 s");
    }

    @Test
    void movesByHandAfterShowingThePlan() {
        // Given
        visit = visit(desktop());
        var page = visit.live("/move");
        page.locator("[name=from]").selectOption("yarn");
        page.locator("[name=to]").selectOption("spark");
        page.getByLabel("How many").fill("3");

        // When
        page.getByRole(AriaRole.BUTTON, named("See what it would do")).click();

        // Then
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("would be refused");
        assertThat(page.locator("form.act")).hasCount(0);

        // When
        page.getByLabel("How many").fill("2");
        page.getByRole(AriaRole.BUTTON, named("See what it would do")).click();
        assertThat(page.getByText("A drain of YARN usually takes 40 s")).isVisible();
        page.getByLabel("Because").fill("month end");
        page.getByRole(AriaRole.BUTTON, named("Move 2 nodes")).click();

        // Then
        assertThat(page).hasURL(url + "operations/op-7");
        assertThat(operations.acts).containsExactly("move 2 from yarn to spark by tester: month end");
    }
}
