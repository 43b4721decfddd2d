package dev.sluice.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.api.FixtureStatus;
import dev.sluice.security.Credentials;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URL;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every page in a real browser, over a picture that the test sets. */
@Tag("browser")
@QuarkusTest
@TestProfile(PageFakes.class)
@WithTestResource(PostgresResource.class)
@SuppressWarnings("NullAway.Init") // injected by the test framework
class PagesTest {

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
            Map.entry("history", "/history"),
            Map.entry("agents", "/agents"),
            Map.entry("settings", "/settings"),
            Map.entry("move", "/move?from=yarn&to=spark&count=2"));

    private static Chromium chromium;

    @Inject
    FixtureStatus status;

    @Inject
    PageFakes.FakeSuggestions suggestions;

    @Inject
    PageFakes.FakeOperations operations;

    @Inject
    PageFakes.FakeNodes nodes;

    @Inject
    Credentials credentials;

    @TestHTTPResource("/")
    URL url;

    private Visit visit;

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
        status.show("status");
        suggestions.acts.clear();
        operations.acts.clear();
        nodes.acts.clear();
    }

    @AfterEach
    void leave() {
        if (visit != null) {
            visit.wentWell();
            visit.close();
        }
    }

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
        page.getByLabel("Because").fill("month end");
        page.getByRole(AriaRole.BUTTON, named("Move 2 nodes")).click();

        // Then
        assertThat(page).hasURL(url + "operations/op-7");
        assertThat(operations.acts).containsExactly("move 2 from yarn to spark by tester: month end");
    }

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
        visit = Visit.of(chromium, credentials, url.toString(), "viewer", desktop());
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

    private Visit visit(Browser.NewContextOptions options) {
        return Visit.of(chromium, credentials, url.toString(), "admin", options);
    }

    private static Browser.NewContextOptions desktop() {
        return new Browser.NewContextOptions().setViewportSize(1280, 900);
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }
}
