package dev.sluice.moving;

import dev.sluice.agent.AgentReport;
import dev.sluice.agent.AgentReport.RoleState;
import dev.sluice.agent.Agents;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.inventory.Inventory;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Enters nodes into the ledger when their agent first reports: into the reservoir, or, when the agent already runs a
 * worker, with that framework as the owner, so that a running fleet is taken over as it stands.
 */
final class FleetRegister {

    private static final Logger LOG = Logger.getLogger(FleetRegister.class);

    /** How many of those that come together a line of the log names. */
    private static final int NAMED = 8;

    private final Ledger ledger;
    private final Agents agents;
    private final Inventory inventory;
    private final Set<NodeId> known = ConcurrentHashMap.newKeySet();

    FleetRegister(Ledger ledger, Agents agents, Inventory inventory) {
        this.ledger = ledger;
        this.agents = agents;
        this.inventory = inventory;
    }

    /** Enters every node that has a report and is not known yet. */
    Uni<Void> enterNew() {
        List<NodeId> entered = new ArrayList<>();
        return Multi.createFrom()
                .iterable(agents.reports())
                .filter(r -> r.connected() && !known.contains(r.node().id()))
                .onItem()
                .transformToUniAndConcatenate(report ->
                        enter(report).invoke(() -> entered.add(report.node().id())))
                .collect()
                .last()
                .onTermination()
                .invoke(() -> tell(entered))
                .replaceWithVoid();
    }

    private static void tell(List<NodeId> entered) {
        if (!entered.isEmpty()) {
            String names = entered.stream().limit(NAMED).map(NodeId::value).collect(Collectors.joining(", "));
            int others = entered.size() - NAMED;
            LOG.infof("New in the fleet: %s%s", names, others > 0 ? " and " + others + " more" : "");
        }
    }

    private Uni<Void> enter(AgentReport report) {
        NodeId node = report.node().id();
        return ledger.enter(node, owner(report))
                .chain(row -> isNew(row)
                        ? agents.want(node, row.owner(), row.epoch())
                        : Uni.createFrom().voidItem())
                .invoke(() -> known.add(node));
    }

    private static boolean isNew(Ownership row) {
        return row.epoch() == 1 && row.state() == Ownership.State.SETTLED;
    }

    private Optional<FrameworkId> owner(AgentReport report) {
        return report.role()
                .filter(r -> report.state() == RoleState.RUNNING || report.state() == RoleState.STARTING)
                .filter(r -> inventory.frameworks().stream().anyMatch(f -> f.id().equals(r)));
    }
}
