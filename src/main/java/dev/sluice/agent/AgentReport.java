package dev.sluice.agent;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import java.time.Instant;
import java.util.Optional;

/**
 * What one node's agent last said.
 *
 * @param node the node as the agent describes it
 * @param role the framework whose worker it runs or is starting; empty when it runs none
 * @param epoch of the wish that it is acting on
 * @param proof why it believes so, for people, for example {@code pid 4711, up 12 s}
 */
public record AgentReport(
        Node node,
        Optional<FrameworkId> role,
        RoleState state,
        long epoch,
        String proof,
        boolean connected,
        Instant at) {

    /** What the worker of the wanted role is in. */
    public enum RoleState {
        /** No worker runs, proven. */
        STOPPED,
        STARTING,
        /** The worker runs, proven by the role's own check. */
        RUNNING,
        STOPPING,
        /** The worker does not stay up, or does not stop; {@code proof} says why. */
        FAILED
    }

    /** Whether the agent has acted on a wish of this epoch and proves that no worker runs. */
    public boolean provesStopped(long wishEpoch) {
        return connected && epoch >= wishEpoch && role.isEmpty() && state == RoleState.STOPPED;
    }

    /** Whether the agent has acted on a wish of this epoch and proves that {@code framework}'s worker runs. */
    public boolean provesRunning(FrameworkId framework, long wishEpoch) {
        return connected
                && epoch >= wishEpoch
                && role.filter(framework::equals).isPresent()
                && state == RoleState.RUNNING;
    }
}
