package dev.sluice.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Policies: looked at, thought through, changed. */
@Tag("browser")
@QuarkusTest
@TestProfile(PageFakes.class)
@WithTestResource(PostgresResource.class)
class PolicyPagesTest extends PageRoom {

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void isChangedAfterShowingWhatItWouldChange(ColorScheme theme) {
        // Given
        var name = theme == ColorScheme.DARK ? "-dark" : "";
        visit = visit(desktop().setColorScheme(theme));
        var page = visit.live("/policies");
        page.getByRole(AriaRole.LINK, named("Spark")).click();

        // When
        page.getByLabel("Cap").fill("20");
        page.getByLabel("Mode").selectOption("auto");
        page.getByRole(AriaRole.BUTTON, named("See what it would change")).click();

        // Then nothing has changed yet, and the address holds the thought
        assertThat(page).hasURL(Pattern.compile("cap=20"));
        assertThat(page.locator(".effects tbody tr")).hasText(new String[] {"cap4020", "modesuggestauto"});
        assertThat(page.locator("main")).containsText("without approval");
        assertThat(policies.acts).isEmpty();
        visit.isAccessible();
        visit.fitsItsWidth();
        visit.picture("six/policy-preview" + name);

        // When
        page.getByLabel("Because").fill("month end");
        page.getByRole(AriaRole.BUTTON, named("Change the policy")).click();

        // Then
        assertThat(page).hasURL(url + "policies/spark");
        assertThat(page.getByRole(AriaRole.REGION, named("Changes")).first()).containsText("month end");
        assertThat(policies.acts).hasSize(1);
        assertThat(policies.acts.getFirst().actor()).isEqualTo("tester");
        visit.isAccessible();
        visit.picture("six/policy-changed" + name);

        // When
        page.getByRole(AriaRole.LINK, named("Back to the configuration…")).click();
        page.getByLabel("Because").fill("it is over");
        page.getByRole(AriaRole.BUTTON, named("Go back to the configuration")).click();

        // Then
        assertThat(page.locator(".page-title")).containsText("from the configuration");
        assertThat(policies.acts).hasSize(2);
        visit.live("/policies");
        visit.isAccessible();
        visit.fitsItsWidth();
        visit.picture("six/policies-rules" + name);
    }

    @Test
    void namesTheKeyAndTheRuleOfWhatCannotBe() {
        // Given
        visit = visit(desktop().setJavaScriptEnabled(false));
        var page = visit.open("/policies/spark");

        // When
        page.getByLabel("Cap").fill("2");
        page.getByRole(AriaRole.BUTTON, named("See what it would change")).click();

        // Then
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("'cap' is 2 and 'deserved' 3");
        assertThat(page.getByRole(AriaRole.BUTTON, named("Change the policy"))).hasCount(0);

        // When
        page.getByLabel("Cap").fill("many");
        page.getByRole(AriaRole.BUTTON, named("See what it would change")).click();

        // Then
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("'cap' is 'many'; it must be a whole number.");
        assertThat(policies.acts).isEmpty();
    }

    @Test
    void whoeverIsSlowerIsTold() {
        // Given somebody who looks at a change
        visit = visit(desktop());
        var page = visit.live("/policies/spark?cap=20");

        // When another one is faster
        policies.change(
                        new FrameworkId("spark"),
                        0,
                        Optional.of(new FrameworkPolicy(1, 3, 30, 1, 0.75, FrameworkPolicy.Mode.SUGGEST)),
                        "ada",
                        "I was faster")
                .await()
                .indefinitely();
        page.getByLabel("Because").fill("month end");
        page.getByRole(AriaRole.BUTTON, named("Change the policy")).click();

        // Then
        assertThat(page.locator("main")).containsText("has been changed in the meantime");
        assertThat(policies.acts).hasSize(1);
    }

    @Test
    void aViewerLooksAndChangesNothing() {
        visit = visitAs("viewer", desktop());
        var page = visit.live("/policies/spark?cap=20");
        assertThat(page.getByText("ask an admin for the role operator")).isVisible();
        assertThat(page.locator("main form")).hasCount(0);
        visit.isAccessible();
        visit.picture("six/policy-viewer");
    }
}
