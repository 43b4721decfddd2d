package dev.sluice.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.api.view.AlertsView.StormView;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Alerts, over episodes in a real PostgreSQL. */
@Tag("browser")
@QuarkusTest
@TestProfile(PageFakes.class)
@WithTestResource(PostgresResource.class)
@SuppressWarnings("NullAway.Init") // injected by the test framework
class AlertPagesTest extends PageRoom {

    @Inject
    DataSource database;

    @BeforeEach
    void forget() throws SQLException {
        sql("delete from alert_episode");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void saysWhatEachCausedOrWhyNothing(ColorScheme theme) throws SQLException {
        // Given
        var name = theme == ColorScheme.DARK ? "-dark" : "";
        unmatched("DiskFull", 1);
        hinted("SparkLate", "null");
        hinted("SparkSlow", "now()");
        visit = visit(desktop().setColorScheme(theme));

        // When
        var page = visit.live("/alerts");

        // Then
        assertThat(page.locator("tbody tr")).hasCount(3);
        assertThat(page.locator("tbody tr").first()).containsText("SparkSlow");
        assertThat(page.locator("tbody tr").first()).containsText("raise to 5 nodes");
        assertThat(row(page, "SparkLate")).containsText("overruled by metrics so far");
        assertThat(row(page, "DiskFull")).containsText("nothing: no policy");
        visit.isAccessible();
        visit.fitsItsWidth();
        visit.picture("six/alerts-fired" + name);

        // When
        row(page, "SparkLate").getByRole(AriaRole.LINK).first().click();

        // Then
        assertThat(page.getByRole(AriaRole.HEADING)).hasText("SparkLate");
        assertThat(page.locator("main")).containsText("Spark should have 5 nodes");
        assertThat(page.locator("main")).containsText("its own pressure is unknown");
        assertThat(page.locator("#link")).hasText("live");
        visit.isAccessible();
        visit.fitsItsWidth();
        visit.picture("six/alert" + name);
    }

    @Test
    void filtersAndPagesWithTheStateInTheAddress() throws SQLException {
        // Given
        unmatched("DiskFull", AlertQuery.ROWS + 3);
        hinted("SparkLate", "null");
        visit = visit(desktop());
        var page = visit.live("/alerts");
        assertThat(page.locator("tbody tr")).hasCount(AlertQuery.ROWS);

        // When
        page.getByRole(AriaRole.LINK, named("Older")).click();

        // Then
        assertThat(page.locator("tbody tr")).hasCount(4);
        assertThat(page).hasURL(Pattern.compile("alerts\\?before=\\d+$"));
        visit.isAccessible();

        // When
        page.getByLabel("Framework").selectOption("spark");
        page.getByRole(AriaRole.BUTTON, named("Show")).click();

        // Then
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page).hasURL(Pattern.compile("framework=spark"));

        // When
        page.getByRole(AriaRole.SEARCHBOX, named("Find")).fill("no such words");
        page.getByRole(AriaRole.BUTTON, named("Show")).click();

        // Then
        assertThat(page.locator(".empty")).containsText("No alert is like this.");
        page.navigate(url + "alerts/999999999");
        assertThat(page.getByRole(AriaRole.HEADING)).hasText("Not found");
    }

    @Test
    void aNewAlertArrivesOnTheOpenPage() throws SQLException {
        // Given
        visit = visit(desktop());
        var page = visit.live("/alerts");
        assertThat(page.locator(".empty")).containsText("No alert has come in.");

        // When
        unmatched("DiskFull", 1);

        // Then
        assertThat(page.locator("tbody tr")).hasCount(1, new LocatorAssertions.HasCountOptions().setTimeout(20_000));
    }

    @Test
    void aStormIsSaidOnTheFirstPageAndInTheFeed() {
        // Given
        visit = visit(desktop());
        var page = visit.live("/");
        assertThat(page.locator(".banner")).hasCount(0);

        // When
        var now = Instant.now();
        status.storm(new StormView(now, now.plusSeconds(600), 120, "120 alerts were new within a minute."));

        // Then
        assertThat(page.locator(".banner")).containsText("120 alerts were new within a minute");
        assertThat(page.locator(".toast").last()).containsText("A storm of alerts");
        visit.isAccessible();
        visit.picture("six/fleet-storm");
        visit.live("/alerts");
        assertThat(page.locator(".banner")).isVisible();
    }

    @Test
    void alertsAreMarkedOnTheChartsOfTheirNode() throws SQLException {
        // Given
        hinted("SparkLate", "null");
        visit = visit(desktop());

        // When
        var page = visit.live("/nodes/node-1");

        // Then
        var alerts = page.getByRole(AriaRole.REGION, named("Alerts about it or its owner"));
        assertThat(alerts.first()).containsText("SparkLate");
        assertThat(page.locator("time-chart").first()).hasAttribute("data-marks", Pattern.compile("alert-\\d+@\\d+"));
        visit.picture("six/node-alert");
        visit.isAccessible();
    }

    private static Locator row(Page page, String name) {
        return page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText(name));
    }

    private void unmatched(String name, int count) throws SQLException {
        sql("""
            insert into alert_episode (source, fingerprint, starts_at, state, labels, summary, first_seen, last_seen, seen,
                                       verdict, why)
            select 'ALERTMANAGER', '%1$s-' || n, now() - interval '5 minutes', 'FIRING', '{"alertname": "%1$s"}', '',
                   now(), now(), 1, 'NO_POLICY', 'No alert policy matches its labels.'
            from generate_series(1, %2$d) n""".formatted(name, count));
    }

    private void hinted(String name, String confirmed) throws SQLException {
        sql("""
            insert into alert_episode (source, fingerprint, starts_at, state, labels, summary, first_seen, last_seen, seen,
                                       verdict, why, policy, framework, action, baseline, nodes, hint_from, hint_until, next_at,
                                       confirmed_at)
            values ('GRAFANA', '%1$s', now() - interval '3 minutes', 'FIRING',
                    '{"alertname": "%1$s", "severity": "page", "instance": "node-1:9100"}', 'Batches end late', now(), now(), 4,
                    'HINTED', 'Spark should have 5 nodes, 4 carried its work.', 'late', 'spark', 'RAISE', 4, 5,
                    now() - interval '3 minutes', now() + interval '57 minutes', now() + interval '12 minutes', %2$s)""".formatted(name, confirmed));
    }

    private void sql(String statement) throws SQLException {
        try (var connection = database.getConnection()) {
            connection.createStatement().execute(statement);
        }
    }
}
