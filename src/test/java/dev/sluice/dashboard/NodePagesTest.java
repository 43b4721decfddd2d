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

/** Nodes. */
@Tag("browser")
@QuarkusTest
@TestProfile(PageFakes.class)
@WithTestResource(PostgresResource.class)
class NodePagesTest extends PageRoom {

    @Test
    void pinsANodeAndSettlesAFrozenOne() {
        // Given
        visit = visit(desktop());
        var page = visit.live("/nodes/node-1");

        // When
        page.getByText("Pin…").click();
        page.getByLabel("Pin, because").fill("its disk is being watched");
        page.getByRole(AriaRole.BUTTON, named("Pin")).click();

        // Then
        assertThat(page.locator(".toast").last()).containsText("node-1 pinned");

        // When
        status.show(LargeFleet.of(3, 1_200, Instant.now()));
        visit.live("/nodes/node-8");
        page.getByLabel("Owner").selectOption("reservoir");
        page.getByLabel("Because").fill("it was reinstalled");
        visit.isAccessible();
        visit.picture("large/node-frozen");
        page.getByRole(AriaRole.BUTTON, named("Settle")).click();

        // Then
        assertThat(page).hasURL(url + "nodes/node-8");
        assertThat(nodes.acts)
                .containsExactly(
                        "pin node-1 by tester: its disk is being watched",
                        "settle node-8 with nobody by tester: it was reinstalled");
    }

    @Test
    void keepsWhatItShowsWhenTheThingVanishes() {
        // Given
        visit = visit(desktop());
        var page = visit.live("/nodes/node-4");

        // When
        status.show(LargeFleet.of(2, 3, Instant.now()));

        // Then
        assertThat(page.locator("[data-gone]")).hasCount(1);
        assertThat(page.locator("[data-gone]")).containsText("Owner");
        visit.open("/nodes/node-4");
        assertThat(page.getByRole(AriaRole.HEADING)).hasText("Not found");
        visit.isAccessible();
        visit.picture("six/not-found");
    }
}
