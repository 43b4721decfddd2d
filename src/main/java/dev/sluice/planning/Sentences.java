package dev.sluice.planning;

import dev.sluice.planning.Suggestion.Effect;
import dev.sluice.planning.Suggestion.Rule;
import dev.sluice.planning.Suggestion.WhyNot;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a plan says to people. */
final class Sentences {

    private Sentences() {}

    /**
     * For example {@code Spark is at 2.40 (demand: 14.4 cores wanted, 6 usable) and YARN at 0.33; with 2 more nodes Spark
     * would be at 1.44 and YARN at 0.50.}
     */
    static String reason(Optional<Party> from, Party to, List<Effect> effects, int count) {
        Effect taker = effects.getLast();
        String title = to.title();
        boolean belowGuarantee =
                to.standing().coming() < to.standing().claim(to.policy().guarantee());
        String now = belowGuarantee
                ? "%s has %d of its %d guaranteed nodes"
                        .formatted(title, to.standing().coming(), to.policy().guarantee())
                : "%s is at %s (%s)"
                        .formatted(
                                title,
                                pressure(taker.before()),
                                to.state().score().because());
        String more = "%s would be at %s".formatted(title, pressure(taker.after()));
        if (from.isEmpty()) {
            return "%s, and %s; with %s %s."
                    .formatted(now, count == 1 ? "1 node is idle" : count + " nodes are idle", them(count), more);
        }
        Effect donor = effects.getFirst();
        return "%s and %s at %s; with %s %s and %s at %s."
                .formatted(
                        now,
                        from.get().title(),
                        pressure(donor.before()),
                        count == 1 ? "1 more node" : count + " more nodes",
                        more,
                        from.get().title(),
                        pressure(donor.after()));
    }

    static String gain(Optional<String> from, String to, int count, Gain gain) {
        return String.format(
                Locale.ROOT,
                "Moving %s from %s to %s is not worth it: gain %.2f, %.2f is needed.",
                nodes(count),
                from.orElse("the reservoir"),
                to,
                gain.score(),
                gain.threshold());
    }

    static String noSlack(Party party, boolean noDonor) {
        return "%s wants %s more, and %s."
                .formatted(
                        party.title(),
                        nodes(party.room()),
                        noDonor ? "no other framework has any to spare" : "what others can spare goes elsewhere");
    }

    static String notNeeded(Party party) {
        return "%s could give %s; nobody else needs %s."
                .formatted(party.title(), nodes(party.spare()), them(party.spare()));
    }

    /** Why a framework that is neither taker nor donor is neither. */
    static WhyNot steady(Party party, PlanningRules rules, boolean contended) {
        String id = party.id().value();
        String at = party.title() + " is at "
                + pressure(party.state().score().pressure().value().orElse(0));
        int coming = party.standing().coming();
        if (party.target() < coming) {
            return new WhyNot(
                    id,
                    Rule.AT_GUARANTEE,
                    "%s, and keeps its guarantee of %s."
                            .formatted(at, nodes(party.policy().guarantee())));
        }
        if (party.wants() > party.target()) {
            return contended
                    ? new WhyNot(
                            id, Rule.SHARE, at + ", and holds its fair share of a fleet that is too small for all.")
                    : new WhyNot(id, Rule.NO_SLACK, at + ", and no other framework has a node to spare.");
        }
        double sustained = party.state().needs().sustained().orElse(0);
        if (sustained > coming * (1 + rules.tolerance())) {
            return new WhyNot(
                    id,
                    Rule.AT_CAP,
                    "%s, and has all that its cap of %s allows."
                            .formatted(at, nodes(party.policy().cap())));
        }
        return switch (party.state().score().pressure().verdict()) {
            case OVERLOADED ->
                new WhyNot(id, Rule.NOT_OVERLOADED, at + ", which has not lasted or is being answered already.");
            case SLACK ->
                new WhyNot(
                        id,
                        party.policy().guarantee() >= party.standing().serving() ? Rule.AT_GUARANTEE : Rule.NO_SLACK,
                        at + ", but needs its nodes at its recent peak or by its guarantee.");
            case RIGHT, UNKNOWN -> new WhyNot(id, Rule.WITHIN_TOLERANCE, at + ", which is just right.");
        };
    }

    static String pressure(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String nodes(int count) {
        return count == 1 ? "1 node" : count + " nodes";
    }

    private static String them(int count) {
        return count == 1 ? "it" : "them";
    }
}
