package dev.sluice.moving;

import dev.sluice.agent.AgentReport;
import dev.sluice.agent.Agents;
import dev.sluice.driver.DrainMark;
import dev.sluice.driver.FrameworkDriver.Capability;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.inventory.Inventory;
import dev.sluice.moving.Operations.Plan;
import dev.sluice.moving.Operations.Problem;
import dev.sluice.moving.Operations.Request;
import dev.sluice.planning.NodeChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks at both ends before anything is touched. Each thing in the way has its own code and sentence. */
final class Preflight {

    static final Problem REASON_MISSING =
            new Problem("reason-missing", "Say why: the reason is kept with what is done.");

    private final Inventory inventory;
    private final Agents agents;

    Preflight(Inventory inventory, Agents agents) {
        this.inventory = inventory;
        this.agents = agents;
    }

    Plan plan(Request request, List<Ownership> ledger) {
        List<Problem> problems = new ArrayList<>(asked(request));
        if (!problems.isEmpty()) {
            return new Plan(request, List.of(), problems);
        }
        Map<NodeId, Ownership> rows = ledger.stream().collect(Collectors.toMap(Ownership::node, Function.identity()));
        List<NodeId> nodes = request.nodes();
        if (nodes.isEmpty()) {
            nodes = chosen(request, rows);
            if (nodes.size() < request.count()) {
                problems.add(tooMany(request, nodes, rows));
            }
        } else {
            nodes.forEach(n -> node(n, request, rows).ifPresent(problems::add));
        }
        int count = Math.max(nodes.size(), request.nodes().isEmpty() ? request.count() : 0);
        request.from().flatMap(f -> floor(f, count, ledger)).ifPresent(problems::add);
        request.to().flatMap(t -> cap(t, count, ledger)).ifPresent(problems::add);
        request.from().flatMap(f -> unavailable(f, "donor")).ifPresent(problems::add);
        request.to().flatMap(t -> unavailable(t, "taker")).ifPresent(problems::add);
        return new Plan(request, nodes, problems);
    }

    /** The way of one node; only for a node without a problem. */
    Route route(OperationId operation, NodeId node, Optional<FrameworkId> from, Optional<FrameworkId> to) {
        boolean resumes = from.flatMap(inventory::driver)
                .map(d -> !d.lacks().contains(Capability.RESUMES_IN_PLACE))
                .orElse(true);
        return new Route(operation, node, from.map(f -> end(node, f)), to.map(t -> end(node, t)), resumes);
    }

    private Route.End end(NodeId node, FrameworkId framework) {
        String member = agents.report(node)
                .flatMap(r -> r.node().memberOf(framework))
                .orElseThrow(() -> new IllegalStateException("pre-flight: " + node + " has no role for " + framework));
        return new Route.End(framework, member);
    }

    // ---- what was asked ----

    private List<Problem> asked(Request request) {
        List<Problem> problems = new ArrayList<>();
        if (request.reason().isBlank()) {
            problems.add(REASON_MISSING);
        }
        if (request.from().equals(request.to())) {
            problems.add(
                    new Problem("same-ends", "Both ends are " + name(request.from()) + "; name two different ones."));
        }
        if (request.nodes().isEmpty() && request.count() <= 0) {
            problems.add(
                    new Problem("count-wrong", "The number of nodes must be 1 or more, not " + request.count() + "."));
        }
        request.from().flatMap(this::unknown).ifPresent(problems::add);
        request.to().flatMap(this::unknown).ifPresent(problems::add);
        Set<NodeId> seen = new HashSet<>();
        request.nodes().stream()
                .filter(n -> !seen.add(n))
                .forEach(n -> problems.add(new Problem("node-twice", "Node " + n + " is named twice; name it once.")));
        return problems;
    }

    private Optional<Problem> unknown(FrameworkId id) {
        if (framework(id).isPresent()) {
            return Optional.empty();
        }
        String known = inventory.frameworks().stream()
                .map(f -> f.id().value())
                .sorted()
                .collect(Collectors.joining(", "));
        return Optional.of(
                new Problem("framework-unknown", "There is no framework " + id + "; configured are: " + known + "."));
    }

    // ---- nodes ----

    private List<NodeId> chosen(Request request, Map<NodeId, Ownership> rows) {
        FleetPicture picture = inventory.current();
        List<NodePicture> able = picture.nodes().stream()
                .filter(n -> !n.ownership().owner().equals(request.from())
                        || node(n.node().id(), request, rows).isEmpty())
                .toList();
        FleetPicture offered = new FleetPicture(picture.at(), picture.frameworks(), able);
        // A person may take a node that has moved lately; the minimum dwell binds suggestions.
        NodeChoice.Rules rules = NodeChoice.Rules.of(picture.at(), Duration.ZERO, picture);
        return NodeChoice.choose(offered, request.from(), request.to(), request.count(), rules)
                .chosen();
    }

    private Problem tooMany(Request request, List<NodeId> can, Map<NodeId, Ownership> rows) {
        String why = rows.values().stream()
                .filter(r -> r.owner().equals(request.from()))
                .flatMap(r -> node(r.node(), request, rows).stream())
                .limit(3)
                .map(Problem::sentence)
                .collect(Collectors.joining(" "));
        return new Problem(
                "count-too-many",
                name(request.from()) + " can give " + can.size() + " nodes to " + name(request.to()) + " now, not "
                        + request.count() + "." + (why.isEmpty() ? "" : " " + why));
    }

    private Optional<Problem> node(NodeId id, Request request, Map<NodeId, Ownership> rows) {
        Ownership row = rows.get(id);
        Optional<AgentReport> agent = agents.report(id);
        if (row == null) {
            return problem("node-unknown", "There is no node " + id + " in the ledger; its agent must join first.");
        }
        if (row.state() == Ownership.State.MOVING) {
            return problem(
                    "node-moving",
                    "Node " + id + " is being moved by " + row.operation().orElseThrow()
                            + "; wait for it, or undo that.");
        }
        if (row.state().frozen()) {
            return Optional.of(frozen(row));
        }
        if (row.pin().isPresent()) {
            return problem(
                    "node-pinned", "Node " + id + " is " + row.pin().get().words() + "; unpin it first.");
        }
        if (!row.owner().equals(request.from())) {
            return problem(
                    "node-not-owned",
                    "Node " + id + " is held by " + name(row.owner()) + ", not by " + name(request.from()) + ".");
        }
        if (request.from().isPresent() && drainedByHand(id)) {
            return problem(
                    "foreign-drain",
                    "Node " + id + " was drained in " + name(request.from())
                            + " by somebody else; end that drain there first.");
        }
        if (agent.filter(AgentReport::connected).isEmpty()) {
            return problem(
                    "agent-away",
                    "The agent of node " + id + " is not connected; start it, so that it can change roles.");
        }
        return request.to()
                .or(request::from)
                .flatMap(f -> noRole(id, agent.get(), f))
                .or(() -> request.from().flatMap(f -> noRole(id, agent.get(), f)))
                .or(() -> request.to()
                        .flatMap(this::framework)
                        .flatMap(f -> unfit(agent.get().node(), f)));
    }

    private static Optional<Problem> unfit(Node node, Framework framework) {
        return framework
                .needs()
                .lacking(node)
                .flatMap(lacks -> problem(
                        "node-unfit",
                        "Node " + node.id() + " is not what " + framework.title() + " needs: it has " + lacks
                                + "; choose another."));
    }

    private static Problem frozen(Ownership row) {
        String why = row.note().map(n -> " (" + n + ")").orElse("");
        return switch (row.state()) {
            case CONFLICT ->
                new Problem(
                        "node-conflict",
                        "Node " + row.node() + " is in conflict" + why + "; decide whose it is with: sluice settle "
                                + row.node() + " --owner ID --reason TEXT.");
            case FOREIGN_DRAIN ->
                new Problem(
                        "foreign-drain",
                        "Node " + row.node() + " was drained by somebody else" + why + "; end that drain there first.");
            case LOST ->
                new Problem(
                        "node-lost",
                        "Node " + row.node() + " has not been seen for long" + why + "; start its agent first.");
            case GHOST ->
                new Problem(
                        "node-ghost",
                        "Node " + row.node() + " is listed and has no agent" + why + "; start its agent first.");
            case QUARANTINED ->
                new Problem(
                        "node-quarantined",
                        "Node " + row.node() + " is quarantined" + why + "; put that right and give it back first.");
            case SETTLED, MOVING -> throw new IllegalArgumentException("pre-flight: " + row + " is not frozen");
        };
    }

    private static Optional<Problem> noRole(NodeId id, AgentReport agent, FrameworkId framework) {
        return agent.node().memberOf(framework).isPresent()
                ? Optional.empty()
                : problem(
                        "no-role",
                        "Node " + id + " has no role for " + framework + "; define one in its agent's file.");
    }

    private boolean drainedByHand(NodeId id) {
        return inventory
                .current()
                .node(id)
                .flatMap(NodePicture::member)
                .filter(m -> m.presence() == Presence.DRAINING)
                .filter(m -> m.drainMark().flatMap(DrainMark::parse).isEmpty())
                .isPresent();
    }

    // ---- both ends ----

    private Optional<Problem> floor(FrameworkId donor, int count, List<Ownership> ledger) {
        int guarantee = framework(donor).map(f -> f.policy().guarantee()).orElse(0);
        long settled = ledger.stream()
                .filter(r -> r.heldBy(donor) && r.state() == Ownership.State.SETTLED)
                .count();
        return settled - count >= guarantee
                ? Optional.empty()
                : problem(
                        "donor-floor",
                        donor + " holds " + settled + (settled == 1 ? " settled node" : " settled nodes")
                                + " and is guaranteed " + guarantee
                                + ", so it can give "
                                + Math.max(0, settled - guarantee) + ", not " + count
                                + "; take fewer or lower its guarantee.");
    }

    private Optional<Problem> cap(FrameworkId taker, int count, List<Ownership> ledger) {
        int cap = framework(taker).map(f -> f.policy().cap()).orElse(Integer.MAX_VALUE);
        long holds = ledger.stream().filter(r -> r.heldBy(taker)).count();
        return holds + count <= cap
                ? Optional.empty()
                : problem(
                        "taker-cap",
                        taker + " holds " + holds + " nodes and its cap is " + cap + ", so it can take "
                                + Math.max(0, cap - holds) + ", not " + count + "; give fewer or raise its cap.");
    }

    private Optional<Problem> unavailable(FrameworkId id, String role) {
        Optional<FrameworkPicture> picture = inventory.current().framework(id);
        Optional<String> error = picture.flatMap(FrameworkPicture::error);
        boolean read = picture.flatMap(FrameworkPicture::observation).isPresent();
        if (error.isEmpty() && read) {
            return Optional.empty();
        }
        return problem(
                role + "-unavailable",
                id + " does not answer" + error.map(e -> " (" + e + ")").orElse(" yet")
                        + "; nothing is moved to or from a framework that cannot be read.");
    }

    private Optional<Framework> framework(FrameworkId id) {
        return inventory.frameworks().stream().filter(f -> f.id().equals(id)).findFirst();
    }

    private static Optional<Problem> problem(String code, String sentence) {
        return Optional.of(new Problem(code, sentence));
    }

    private static String name(Optional<FrameworkId> end) {
        return end.map(FrameworkId::value).orElse("the reservoir");
    }
}
