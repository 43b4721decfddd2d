package dev.sluice.dashboard;

import dev.sluice.alerting.AlertingConfig;
import dev.sluice.planning.PlanningConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The guardrails, the calendar and the alert policies of the configuration, for people. */
public record RulesModel(List<Guardrail> guardrails, List<Window> windows, List<AlertRule> alerts) {

    /** @param key of the configuration */
    public record Guardrail(String what, String value, String key) {}

    /** @param whom frameworks, or all of them */
    public record Window(String name, String cron, String length, String zone, String whom) {}

    /** @param match labels that an alert must carry */
    public record AlertRule(String name, String match, String whom, String action, String holdOff, String expiry) {}

    static RulesModel of(PlanningConfig planning, AlertingConfig alerting) {
        return new RulesModel(
                guardrails(planning, alerting),
                planning.windows().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(e -> new Window(
                                e.getKey(),
                                e.getValue().cron(),
                                length(e.getValue().duration()),
                                e.getValue().zone().getId(),
                                e.getValue()
                                        .frameworks()
                                        .map(all -> String.join(", ", all))
                                        .orElse("every framework")))
                        .toList(),
                alerting.policies().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(e -> rule(e.getKey(), e.getValue()))
                        .toList());
    }

    private static List<Guardrail> guardrails(PlanningConfig p, AlertingConfig alerting) {
        return List.of(
                rail("Pressure this far from 1.00 is just right", share(p.tolerance()), "tolerance"),
                rail("A donor gives what it has not needed for", length(p.donorWindow()), "donor-window"),
                rail("Readings that prove a need", String.valueOf(p.evidence()), "evidence"),
                rail("Older signals are no data", length(p.metricExpiry()), "metric-expiry"),
                rail("Nodes that must have fresh signals", share(p.coverageFloor()), "coverage-floor"),
                rail("Gives none after it took, for", length(p.coolDownTaking()), "cool-down-taking"),
                rail("Takes none after it gave, for", length(p.coolDownGiving()), "cool-down-giving"),
                rail("Left alone after a failed move, for", length(p.coolDownFailure()), "cool-down-failure"),
                rail("A moved node stays, for", length(p.dwell()), "dwell"),
                rail("Share of a donor in one automatic step", share(p.stepCap()), "step-cap"),
                rail("Relief over disturbance, at least", number(p.gainGate()), "gain-gate"),
                rail("Moves of one node in a day", String.valueOf(p.churnPerNode()), "churn-per-node"),
                rail("Share of the fleet between two in an hour", share(p.churnPerPair()), "churn-per-pair"),
                rail("A suggestion waits for approval, for", length(p.expiry()), "expiry"),
                rail("A rejected pair is left alone, for", length(p.quietAfterRejection()), "quiet-after-rejection"),
                new Guardrail(
                        "New alerts in a minute that stop automatic mode",
                        "more than " + alerting.storm().episodes(),
                        "sluice.alerting.storm.episodes"));
    }

    private static Guardrail rail(String what, String value, String key) {
        return new Guardrail(what, value, "sluice.planning." + key);
    }

    private static AlertRule rule(String name, AlertingConfig.Policy policy) {
        var action =
                switch (policy.action()) {
                    case RAISE ->
                        "raise to " + number(policy.raise()) + " times its nodes"
                                + (policy.most().isPresent()
                                        ? ", at most " + policy.most().getAsInt()
                                        : "");
                    case HOLD -> "hold: it gives none";
                    case FREEZE -> "freeze: it neither gives nor takes";
                };
        return new AlertRule(
                name,
                policy.match().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(", ")),
                policy.framework()
                        .orElseGet(() ->
                                "the alert's label " + policy.frameworkLabel().orElse("")),
                action,
                length(policy.holdOff()),
                length(policy.expiry()));
    }

    private static String share(double share) {
        return PageWords.percent(share);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String length(Duration length) {
        return PageWords.seconds(length.toSeconds());
    }
}
