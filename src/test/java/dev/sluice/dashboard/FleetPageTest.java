package dev.sluice.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first page. */
@Tag("browser")
@QuarkusTest
@TestProfile(PageFakes.class)
@WithTestResource(PostgresResource.class)
class FleetPageTest extends PageRoom {

    @Test
    void isCompleteBeforeAnyScriptRuns() {
        // Given
        visit = visit(desktop().setJavaScriptEnabled(false));
        var page = visit.open("/");

        // Then
        assertThat(page.locator(".answer")).containsText("Spark");
        assertThat(page.locator(".channel")).hasCount(3);
        assertThat(page.locator("[data-framework=spark] .pressure")).containsText("2.40");
        assertThat(page.locator(".cell[data-node=node-4]")).containsText("→ spark");
        assertThat(page.locator(".cell .cell-name").last()).hasText("10");
        assertThat(page.locator(".suggestion h3")).containsText("Move 2 nodes from YARN to Spark");
        visit.picture("six/no-script");

        // When
        page.getByRole(AriaRole.BUTTON, named("Approve")).click();

        // Then
        assertThat(page).hasURL(url.toString());
        assertThat(suggestions.acts).containsExactly("approve s-1 by tester");
    }

    @Test
    void followsTheFleet() {
        // Given
        visit = visit(desktop());
        var page = visit.live("/");
        assertThat(page.locator(".flow.ghost")).hasCount(2);

        // When
        status.show("status-after");

        // Then
        assertThat(page.locator(".rider")).hasCount(1);
        assertThat(page.locator(".flow.ghost")).hasCount(0);
        assertThat(page.locator(".operation")).containsText("0 of 2 moved, 1 draining");
        assertThat(page.locator(".suggestion")).hasCount(0);
        assertThat(page.locator(".toast")).containsText("op-1 moves 1 node");
    }

    @Test
    void approvesRejectsAndUndoesWithoutLeavingThePage() {
        // Given
        visit = visit(desktop());
        var page = visit.live("/");

        // When
        page.getByRole(AriaRole.BUTTON, named("Approve")).click();

        // Then
        assertThat(page.locator(".toast").last()).containsText("s-1 approved");

        // When
        page.getByText("Reject…").click();
        page.getByLabel("Because").fill("not now");
        page.getByRole(AriaRole.BUTTON, named("Reject")).click();

        // Then
        assertThat(page.locator(".toast").last()).containsText("s-1 rejected");
        assertThat(suggestions.acts).containsExactly("approve s-1 by tester", "reject s-1 by tester: not now");
        assertThat(page).hasURL(url.toString());
    }

    @Test
    void showsWhatNeedsAPersonInTitleAndIcon() {
        // Given
        status.show(LargeFleet.of(3, 1_200, Instant.now()));
        visit = visit(desktop());

        // When
        var page = visit.live("/");

        // Then
        assertThat(page).hasTitle("(1) Fleet · Sluice");
        assertThat(page.locator("link[rel=icon]")).hasAttribute("href", "/icon-stuck.svg");
        assertThat(page.locator(".answer-item[data-tone=attention]").first()).containsText("1 stuck move");
        page.locator(".answer-item[data-tone=attention]").first().click();
        assertThat(page).hasURL(url + "operations/op-7");
        assertThat(page.locator(".move[data-state=STUCK]")).containsText("exited with code 1");
        visit.isAccessible();
        visit.picture("large/operation");
    }
}
