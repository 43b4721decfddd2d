package dev.sluice.reconciling;

import dev.sluice.agent.AgentReport;
import dev.sluice.driver.DrainMark;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.driver.Observation.Member;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Ownership.State;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares one picture with itself: what each framework lists and what each agent runs, with what the ledger says. Pure.
 *
 * <pre>
 * alive in two frameworks, or in one that the ledger does not name     CONFLICT
 * the agent runs a worker of another than the ledger's owner           CONFLICT
 * drained at its owner while no operation moves it                     FOREIGN_DRAIN
 * alive at its owner, and no agent speaks                              GHOST
 * not alive at its owner, and no agent runs its worker                 LOST
 * </pre>
 *
 * <p>Alive is what a framework lists as serving or draining. Only a reading that is younger than {@link #FRESH} and newer
 * than the row says anything: a node that has just settled must not be judged by what was so before.
 */
final class Reconciliation {

    static final Duration FRESH = Duration.ofSeconds(30);

    private final Instant now;
    private final Map<FrameworkId, Observation> fresh = new HashMap<>();
    private final Map<FrameworkId, Map<String, Member>> alive = new HashMap<>();

    private Reconciliation(FleetPicture picture, Instant now) {
        this.now = now;
        for (FrameworkPicture framework : picture.frameworks()) {
            framework
                    .observation()
                    .filter(o -> !o.at().isBefore(now.minus(FRESH)))
                    .ifPresent(o -> read(framework.framework().id(), o));
        }
    }

    private void read(FrameworkId id, Observation observation) {
        fresh.put(id, observation);
        alive.put(
                id,
                observation.members().stream()
                        .filter(m -> m.presence() == Presence.SERVING || m.presence() == Presence.DRAINING)
                        .collect(Collectors.toMap(Member::name, m -> m, (first, second) -> first)));
    }

    /** A verdict on each node that the ledger knows and no operation moves. */
    static List<Verdict> of(FleetPicture picture, Instant now) {
        Reconciliation reconciliation = new Reconciliation(picture, now);
        List<Verdict> verdicts = new ArrayList<>();
        picture.nodes().stream()
                .filter(n -> n.ownership().epoch() > 0)
                .filter(n -> n.ownership().state() != State.MOVING)
                .forEach(n -> verdicts.add(reconciliation.verdict(n)));
        return verdicts;
    }

    private Verdict verdict(NodePicture node) {
        Ownership row = node.ownership();
        SortedMap<FrameworkId, Member> seen = seen(node);
        List<FrameworkId> elsewhere =
                seen.keySet().stream().filter(f -> !row.heldBy(f)).toList();
        if (!elsewhere.isEmpty()) {
            String where = seen.keySet().stream().map(FrameworkId::value).collect(Collectors.joining(" and "));
            return new Verdict.Differs(
                    row, State.CONFLICT, "It is alive in " + where + ", and the ledger says " + owner(row) + ".");
        }
        Optional<FrameworkId> runs = speaks(node)
                .filter(a -> a.state() == AgentReport.RoleState.RUNNING)
                .flatMap(AgentReport::role);
        if (runs.filter(f -> !row.heldBy(f)).isPresent() && tellsOf(node, row)) {
            return new Verdict.Differs(
                    row,
                    State.CONFLICT,
                    "Its agent runs a worker of " + runs.get() + ", and the ledger says " + owner(row) + ".");
        }
        return row.owner().map(owner -> atOwner(node, owner, seen)).orElseGet(() -> idle(node));
    }

    private Verdict atOwner(NodePicture node, FrameworkId owner, SortedMap<FrameworkId, Member> seen) {
        Ownership row = node.ownership();
        if (!told(owner, row)) {
            return new Verdict.Untold(row);
        }
        Member member = seen.get(owner);
        boolean speaks = speaks(node).isPresent();
        if (member != null && member.presence() == Presence.DRAINING) {
            return new Verdict.Differs(row, State.FOREIGN_DRAIN, drain(owner, member));
        }
        if (member != null) {
            return speaks
                    ? new Verdict.Agrees(row)
                    : new Verdict.Differs(
                            row, State.GHOST, owner + " lists it, and no agent has spoken for it since then.");
        }
        boolean runs =
                speaks(node).flatMap(AgentReport::role).filter(owner::equals).isPresent();
        return runs
                ? new Verdict.Agrees(row)
                : new Verdict.Differs(
                        row,
                        State.LOST,
                        owner + " does not list it, and its agent "
                                + (speaks ? "does not run its worker." : "has not spoken since then."));
    }

    private Verdict idle(NodePicture node) {
        return speaks(node).isPresent()
                ? new Verdict.Agrees(node.ownership())
                : new Verdict.Differs(
                        node.ownership(),
                        State.LOST,
                        "It is in the reservoir, and its agent has not spoken since then.");
    }

    private static String drain(FrameworkId owner, Member member) {
        Optional<DrainMark> ours = member.drainMark().flatMap(DrainMark::parse);
        return ours.map(mark -> "It is drained in " + owner + " for " + mark.operation()
                        + ", which does not move it any more; end that drain there.")
                .orElseGet(() -> "It was drained in " + owner + " by somebody else"
                        + member.drainMark().map(m -> " (" + m + ")").orElse("") + ".");
    }

    /** Where it is alive, as far as fresh readings tell that are newer than its row. */
    private SortedMap<FrameworkId, Member> seen(NodePicture node) {
        SortedMap<FrameworkId, Member> seen = new TreeMap<>();
        node.node().members().forEach((framework, name) -> {
            Member member = alive.getOrDefault(framework, Map.of()).get(name);
            if (member != null && told(framework, node.ownership())) {
                seen.put(framework, member);
            }
        });
        return seen;
    }

    private boolean told(FrameworkId framework, Ownership row) {
        return Optional.ofNullable(fresh.get(framework))
                .filter(o -> o.at().isAfter(row.since()))
                .isPresent();
    }

    /** An agent that has just been told otherwise is given the time of a reading to follow. */
    private boolean tellsOf(NodePicture node, Ownership row) {
        return speaks(node).filter(a -> a.epoch() >= 1).isPresent()
                && row.since().isBefore(now.minus(FRESH));
    }

    private static Optional<AgentReport> speaks(NodePicture node) {
        return node.agent().filter(AgentReport::connected);
    }

    private static String owner(Ownership row) {
        return row.owner().map(FrameworkId::value).orElse("the reservoir");
    }
}
