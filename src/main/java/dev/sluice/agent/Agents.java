package dev.sluice.agent;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** The agents as the rest of the server sees them: say what a node should run, and read what it says it runs. */
public interface Agents {

    /**
     * Stores what the node should run and sends it, now or at the agent's next connection.
     *
     * @param role the framework whose worker should run; empty for none
     * @param epoch of the ledger claim under which this is wished; an older one than stored is ignored
     */
    Uni<Void> want(NodeId node, Optional<FrameworkId> role, long epoch);

    /** Whether the node has a prepare recipe for becoming the framework's worker. */
    default boolean prepares(NodeId node, FrameworkId framework) {
        return false;
    }

    /**
     * As {@link #want} for no role, and in addition that the node's prepare recipe for the framework runs, once under this
     * epoch.
     */
    default Uni<Void> prepare(NodeId node, FrameworkId framework, long epoch) {
        return want(node, Optional.empty(), epoch);
    }

    /** Whether the agent proves that no worker runs and that the recipe has run under this epoch. */
    default boolean isPrepared(NodeId node, FrameworkId framework, long epoch) {
        return report(node).filter(report -> report.provesStopped(epoch)).isPresent();
    }

    /** The last report of one node's agent; empty for a node that has never had one. */
    Optional<AgentReport> report(NodeId node);

    /** All last reports, by node id. */
    List<AgentReport> reports();
}
