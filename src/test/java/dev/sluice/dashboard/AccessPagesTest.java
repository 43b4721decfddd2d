package dev.sluice.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tokens and agents. */
@Tag("browser")
@QuarkusTest
@TestProfile(PageFakes.class)
@WithTestResource(PostgresResource.class)
class AccessPagesTest extends PageRoom {

    @Test
    void makesATokenThatIsShownOnce() {
        // Given
        visit = visit(desktop());
        var page = visit.live("/settings");

        // When
        page.getByLabel("New token, named").fill("scrape");
        page.getByLabel("for the program").fill("prometheus");
        page.getByLabel("It may do as").selectOption("sender");
        page.getByRole(AriaRole.BUTTON, named("Make token")).click();

        // Then
        assertThat(page.locator(".secret code")).containsText("slc_");
        var row = page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("prometheus"));
        assertThat(row).containsText("sender");

        // When
        row.getByText("Revoke…").click();
        row.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Revoke").setExact(true))
                .click();

        // Then
        assertThat(row).hasCount(0);
        assertThat(page.locator(".secret")).hasCount(0);
    }

    @Test
    void showsAgentsAndMakesAJoinToken() {
        // Given
        visit = visit(desktop());
        var page = visit.live("/agents");

        // Then those that are away come first
        assertThat(page.locator("tbody th")).hasText(new String[] {"node-2", "node-1", "node-10"});
        assertThat(page.locator("tr[data-node=node-2]")).containsText("away last heard 15 min ago");
        assertThat(page.locator("tr[data-node=node-10]")).containsText("shut out");

        // When
        page.getByLabel("Join token for node").fill("node-7");
        page.getByRole(AriaRole.BUTTON, named("Make token")).click();

        // Then
        assertThat(page.locator(".secret")).containsText("The join token of node-7");
        assertThat(page.locator(".secret pre code")).hasText(Pattern.compile("\\S{30,}"));

        // When
        page.getByLabel("Join token for node").fill("no node");
        page.getByRole(AriaRole.BUTTON, named("Make token")).click();

        // Then
        assertThat(page.locator("main")).containsText("node id 'no node'");
    }
}
