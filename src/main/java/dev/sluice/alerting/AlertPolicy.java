package dev.sluice.alerting;

import dev.sluice.fleet.FrameworkId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What some alerts hint at.
 *
 * @param match labels that the alert must carry; {@code *} is any value
 * @param framework whom it is about; empty when the label {@code frameworkLabel} says that
 */
record AlertPolicy(
        String name,
        Map<String, String> match,
        Optional<FrameworkId> framework,
        Optional<String> frameworkLabel,
        Target target,
        Limits limits) {

    private static final String ANY = "*";
    private static final double MOST_RAISE = 4;

    /**
     * What it hints at.
     *
     * @param raise how many times the nodes at the beginning
     * @param most nodes, at most
     */
    record Target(Action action, double raise, OptionalInt most) {}

    /** How often, and for how long. */
    record Limits(Duration holdOff, Duration expiry) {}

    /** @throws IllegalArgumentException naming the key and the rule */
    static AlertPolicy of(String name, AlertingConfig.Policy config) {
        String key = "sluice.alerting.policies." + name;
        check(!config.match().isEmpty(), key + ".match: name at least one label, or every alert would match");
        check(
                config.framework().isPresent() != config.frameworkLabel().isPresent(),
                key + ": give either framework or framework-label");
        check(
                config.raise() > 1 && config.raise() <= MOST_RAISE,
                key + ".raise is " + config.raise() + ": it must be above 1 and at most 4");
        check(config.most().orElse(1) >= 1, key + ".most is " + config.most().orElse(0) + ": it must be 1 or more");
        check(!config.holdOff().isNegative(), key + ".hold-off is " + config.holdOff() + ": it must be 0 or more");
        check(
                config.expiry().compareTo(Duration.ZERO) > 0,
                key + ".expiry is " + config.expiry() + ": it must be longer than nothing");
        return new AlertPolicy(
                name,
                Map.copyOf(config.match()),
                config.framework().map(FrameworkId::new),
                config.frameworkLabel(),
                new Target(config.action(), config.raise(), config.most()),
                new Limits(config.holdOff(), config.expiry()));
    }

    private static void check(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    boolean matches(Map<String, String> labels) {
        return match.entrySet().stream().allMatch(wanted -> {
            String value = labels.get(wanted.getKey());
            return value != null
                    && (wanted.getValue().equals(ANY) || wanted.getValue().equals(value));
        });
    }

    /** Whom the alert is about, as its labels or the policy say; the name need not be a framework's. */
    Optional<String> subject(Map<String, String> labels) {
        return framework
                .map(FrameworkId::value)
                .or(() -> frameworkLabel.flatMap(label -> Optional.ofNullable(labels.get(label))));
    }
}
