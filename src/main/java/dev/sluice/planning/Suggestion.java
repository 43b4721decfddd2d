package dev.sluice.planning;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * A plan that nobody has approved: these nodes from one owner to another, and why.
 *
 * @param from the donor; empty for the reservoir
 * @param reason one plain sentence
 * @param effects expected pressures of both ends, donor first
 * @param whyNot every framework and node that was not chosen, with its typed reason
 */
public record Suggestion(
        Optional<FrameworkId> from,
        FrameworkId to,
        List<NodeId> nodes,
        String reason,
        List<Effect> effects,
        List<WhyNot> whyNot) {

    public Suggestion {
        nodes = List.copyOf(nodes);
        effects = List.copyOf(effects);
        whyNot = List.copyOf(whyNot);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("suggestion: needs at least one node");
        }
    }

    /** What the plan is expected to do to one framework; pressures as in {@code Pressure.value}. */
    public record Effect(FrameworkId framework, int nodesBefore, int nodesAfter, double before, double after) {}

    /** Why a framework or node was left out. */
    public record WhyNot(String subject, Rule rule, String sentence) {}

    /** The rules that can leave something out; stable codes. */
    public enum Rule {
        UNKNOWN_DATA,
        COVERAGE,
        WITHIN_TOLERANCE,
        NOT_OVERLOADED,
        NO_SLACK,
        AT_GUARANTEE,
        AT_CAP,
        MODE_OBSERVE,
        COOL_DOWN,
        PAUSED,
        QUIET_WINDOW,
        ALERT,
        DWELL,
        CHURN,
        NO_ROLE,
        UNFIT,
        MOVING,
        NEEDS_PERSON,
        PINNED,
        AGENT_AWAY,
        NOT_SERVING,
        SHARE,
        GAIN,
        STEP_CAP,
        BETTER_CANDIDATE
    }
}
