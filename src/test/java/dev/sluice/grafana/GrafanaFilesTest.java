package dev.sluice.grafana;

import static dev.sluice.grafana.GrafanaFiles.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.grafana.GrafanaFiles.Alert;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules that dashboards and alerts keep, as far as files alone can show. */
@Tag("grafana")
class GrafanaFilesTest {

    private static final Set<String> UNITS = Set.of("short", "s", "bytes", "Bps", "percentunit", "reqps", "ops", "cps");

    static Stream<JsonNode> dashboards() {
        return GrafanaFiles.dashboards().stream();
    }

    @Test
    void uidsAndTitlesAreUnique() {
        assertThat(dashboards().map(d -> d.path("uid").asText()))
                .hasSize(4)
                .doesNotHaveDuplicates()
                .allMatch(uid -> uid.matches("[a-z-]{1,40}"));
        assertThat(dashboards().map(d -> d.path("title").asText())).doesNotHaveDuplicates();
        assertThat(each(GrafanaFiles.yaml(GrafanaFiles.GRAFANA_RULES).path("groups"))
                        .flatMap(g -> each(g.path("rules")))
                        .map(r -> r.path("uid").asText()))
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allMatch(uid -> uid.length() <= 40);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsDoNotOverlap(JsonNode dashboard) {
        List<Integer> ids = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            ids.add(panel.path("id").asInt());
            JsonNode at = panel.path("gridPos");
            assertThat(at.path("x").asInt() + at.path("w").asInt()).isBetween(1, 24);
            for (int x = 0; x < at.path("w").asInt(); x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    String cell =
                            (at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y);
                    assertThat(taken.add(cell))
                            .as("%s alone at %s", panel.path("title"), cell)
                            .isTrue();
                }
            }
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsSayWhatTheyShow(JsonNode dashboard) {
        each(dashboard.path("panels"))
                .filter(p -> !p.path("type").asText().equals("row"))
                .forEach(panel -> {
                    String title = panel.path("title").asText();
                    JsonNode defaults = panel.path("fieldConfig").path("defaults");
                    assertThat(panel.path("description").asText()).as(title).endsWith(".");
                    assertThat(UNITS).as(title).contains(defaults.path("unit").asText());
                    assertThat(defaults.path("thresholds").path("steps"))
                            .as(title)
                            .isNotEmpty();
                    assertThat(panel.path("targets")).as(title).isNotEmpty();
                    each(panel.path("targets")).forEach(target -> {
                        String expression = target.path("expr").asText();
                        assertThat(target.path("datasource").path("uid").asText())
                                .as(title)
                                .isEqualTo("$datasource");
                        assertThat(expression).as(title).contains("job=~\"$job\"");
                        Pattern.compile("\\b(?:rate|increase)\\([^\\[]*\\[([^]]+)]")
                                .matcher(expression)
                                .results()
                                .forEach(r -> assertThat(r.group(1)).as(title).isIn("$__rate_interval", "$__range"));
                    });
                });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void dashboardsArePortable(JsonNode dashboard) {
        assertThat(dashboard.path("schemaVersion").asInt()).isEqualTo(41);
        assertThat(dashboard.has("id")).isFalse();
        assertThat(dashboard.has("__inputs")).isFalse();
        assertThat(dashboard.path("editable").asBoolean(true)).isFalse();
        assertThat(each(dashboard.path("templating").path("list"))
                        .filter(v -> v.path("type").asText().equals("datasource"))
                        .map(v -> v.path("name").asText()))
                .containsExactly("datasource");
        assertThat(each(dashboard.path("annotations").path("list"))
                        .map(a -> a.path("name").asText()))
                .contains("Operations", "Alerts");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void linksKeepTheTimeRange(JsonNode dashboard) {
        List<String> urls =
                dashboard.findValues("url").stream().map(JsonNode::asText).toList();
        assertThat(urls).isNotEmpty().allMatch(url -> url.startsWith("${sluice}/"));
        assertThat(urls).allMatch(url -> url.endsWith("?from=${__from}&to=${__to}"));
    }

    @Test
    void grafanaAndPrometheusAlertAlike() {
        List<Alert> prometheus = GrafanaFiles.alerts();
        List<Alert> grafana = GrafanaFiles.grafanaAlerts();

        assertThat(grafana)
                .usingRecursiveComparison()
                // Grafana asks for the metrics themselves, as it may not have the recording rules.
                .ignoringFields("expression")
                .isEqualTo(prometheus);
    }

    @Test
    void eachAlertIsTestedAndLeadsToADashboard() throws Exception {
        Set<String> uids = new HashSet<>(
                dashboards().map(d -> "/d/" + d.path("uid").asText()).toList());
        String tests = Files.readString(GrafanaFiles.FOLDER.resolve("prometheus/sluice.rules.test.yaml"));

        each(GrafanaFiles.yaml(GrafanaFiles.RULES).path("groups"))
                .flatMap(g -> each(g.path("rules")))
                .filter(r -> r.has("alert"))
                .forEach(rule -> {
                    String name = rule.path("alert").asText();
                    assertThat(uids)
                            .as(name)
                            .contains(rule.at("/annotations/dashboard").asText());
                    assertThat(rule.at("/labels/severity").asText()).as(name).isIn("page", "ticket", "info");
                    assertThat(tests).contains("alertname: " + name + "\n");
                });
    }
}
