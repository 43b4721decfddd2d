package dev.sluice.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files under {@code grafana/}, and every query in them. */
public final class GrafanaFiles {

    public static final Path FOLDER = Path.of("grafana");
    public static final Path RULES = FOLDER.resolve("prometheus/sluice.rules.yaml");
    static final Path GRAFANA_RULES = FOLDER.resolve("provisioning/alerting/rules.yaml");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern METRIC = Pattern.compile("\\b(?:sluice|jvm|process)_[a-z0-9_]+");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), *[a-z]+\\)");

    private GrafanaFiles() {}

    /**
     * One query.
     *
     * @param where the file and what asks there, for example {@code sluice-fleet: Pressure}
     * @param expression without Grafana's variables, and without the comparison of an alert
     */
    public record Query(String where, String expression) {

        /** The metrics that it names, those of recording rules left out. */
        public List<String> metrics() {
            return METRIC.matcher(expression.replaceAll("[a-z_]+:[a-z_]+:[a-z]+", ""))
                    .results()
                    .map(r -> r.group())
                    .distinct()
                    .toList();
        }
    }

    /**
     * An alert.
     *
     * @param expression up to the comparison
     * @param pending how long it must hold
     */
    record Alert(String name, String expression, char comparison, double bound, String pending, String severity) {}

    static List<JsonNode> dashboards() {
        try (Stream<Path> files = Files.list(FOLDER.resolve("dashboards"))) {
            return files.sorted().map(GrafanaFiles::json).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every query of a panel, a variable, an annotation, a recording rule and an alert. */
    public static List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode dashboard : dashboards()) {
            String uid = dashboard.path("uid").asText();
            each(dashboard.path("panels")).forEach(panel -> each(panel.path("targets"))
                    .forEach(t -> queries.add(query(uid, panel.path("title"), t.path("expr")))));
            each(dashboard.path("templating").path("list"))
                    .filter(v -> v.path("type").asText().equals("query"))
                    .forEach(v -> {
                        Matcher values = LABEL_VALUES.matcher(
                                v.path("query").path("query").asText());
                        if (!values.matches()) {
                            throw new IllegalStateException(uid + ": a variable asks by label_values");
                        }
                        queries.add(
                                new Query(uid + ": variable " + v.path("name").asText(), plain(values.group(1))));
                    });
            each(dashboard.path("annotations").path("list"))
                    .map(a -> query(uid, a.path("name"), a.path("expr")))
                    .map(q -> new Query(
                            q.where().replace(": ", ": annotation "),
                            q.expression().replaceAll(" > 0$", "")))
                    .forEach(queries::add);
        }
        each(yaml(RULES).path("groups"))
                .flatMap(g -> each(g.path("rules")))
                .filter(r -> r.has("record"))
                .forEach(r -> queries.add(query("rules", r.path("record"), r.path("expr"))));
        alerts().forEach(a -> queries.add(new Query("rules: " + a.name(), a.expression())));
        grafanaAlerts().forEach(a -> queries.add(new Query("Grafana's rules: " + a.name(), a.expression())));
        return queries;
    }

    /** The alerts that Prometheus evaluates. */
    static List<Alert> alerts() {
        return each(yaml(RULES).path("groups"))
                .flatMap(g -> each(g.path("rules")))
                .filter(r -> r.has("alert"))
                .map(r -> {
                    Matcher parts = Pattern.compile("(.+) ([<>]) ([0-9.]+)")
                            .matcher(r.path("expr").asText());
                    if (!parts.matches()) {
                        throw new IllegalStateException(
                                r.path("alert") + " must be a query, a comparison and a number");
                    }
                    return new Alert(
                            r.path("alert").asText(),
                            parts.group(1),
                            parts.group(2).charAt(0),
                            Double.parseDouble(parts.group(3)),
                            r.path("for").asText(),
                            r.path("labels").path("severity").asText());
                })
                .toList();
    }

    /** The alerts that Grafana evaluates. */
    static List<Alert> grafanaAlerts() {
        return each(yaml(GRAFANA_RULES).path("groups"))
                .flatMap(g -> each(g.path("rules")))
                .map(r -> {
                    JsonNode evaluator = r.at("/data/1/model/conditions/0/evaluator");
                    return new Alert(
                            r.path("title").asText(),
                            r.at("/data/0/model/expr").asText(),
                            evaluator.path("type").asText().equals("gt") ? '>' : '<',
                            evaluator.path("params").path(0).asDouble(),
                            r.path("for").asText(),
                            r.path("labels").path("severity").asText());
                })
                .toList();
    }

    static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    static JsonNode yaml(Path file) {
        try {
            return YAML.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(Path file) {
        try {
            return Optional.ofNullable(JSON.readTree(Files.readString(file))).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Query query(String file, JsonNode what, JsonNode expression) {
        return new Query(file + ": " + what.asText(), plain(expression.asText()));
    }

    /** With values in place of Grafana's variables. */
    private static String plain(String expression) {
        return expression
                .replace("$__rate_interval", "20s")
                .replace("$__range", "10m")
                .replace("$job", ".+")
                .replace("$framework", ".+");
    }
}
