package dev.sluice.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Operations. */
@Tag("browser")
@QuarkusTest
@TestProfile(PageFakes.class)
@WithTestResource(PostgresResource.class)
class OperationPagesTest extends PageRoom {

    @Test
    void undoesWithoutScript() {
        // Given
        status.show("status-after");
        visit = visit(desktop().setJavaScriptEnabled(false));
        var page = visit.open("/operations/op-1");

        // When
        page.getByText("Undo…").click();
        page.getByLabel("Undo, because").fill("wrong nodes");
        page.locator(".acts form[action$=undo] button").click();

        // Then
        assertThat(page).hasURL(url + "operations/op-1");
        assertThat(operations.acts).containsExactly("undo op-1 by tester: wrong nodes");
    }

    @Test
    void saysInOneSentenceWhatWasRefused() {
        // Given
        status.show("status-after");
        operations.refuse = true;
        visit = visit(desktop());
        var page = visit.live("/operations/op-1");

        // When
        page.getByText("Undo…").click();
        page.getByLabel("Undo, because").fill("wrong nodes");
        page.locator(".acts form[action$=undo] button").click();

        // Then
        assertThat(page.locator(".toast")).containsText("op-1 has ended.");
        operations.refuse = false;
    }

    @Test
    void offersTheWaysOutOfAStuckMove() {
        // Given
        status.show(LargeFleet.of(3, 1_200, Instant.now()));
        visit = visit(desktop());
        var page = visit.live("/operations/op-7");
        var stuck = page.locator(".move[data-state=STUCK]");

        // Then
        assertThat(stuck.locator(".choices dt")).hasText(new String[] {"Wait", "Retry", "Undo"});

        // When
        stuck.getByLabel("Because").fill("its disk is new");
        stuck.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Retry"))
                .click();

        // Then
        assertThat(page.locator(".toast").last()).containsText("retry asked for");

        // When
        stuck.locator("details").evaluate("ask => ask.open = true");
        stuck.getByLabel("Because").fill("tonight");
        stuck.getByLabel("Minutes").fill("soon");
        var wait = stuck.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Wait"));
        wait.click();

        // Then
        assertThat(page.locator(".toast").last()).containsText("'soon' is no time;");

        // When
        stuck.getByLabel("Minutes").fill("90");
        wait.click();

        // Then
        assertThat(page.locator(".toast").last()).containsText("wait asked for");
        var node = stuck.getAttribute("data-node");
        assertThat(operations.acts)
                .containsExactly(
                        "retry op-7 " + node + " by tester: its disk is new",
                        "wait op-7 " + node + " for PT1H30M by tester: tonight");
    }
}
