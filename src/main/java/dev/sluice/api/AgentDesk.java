package dev.sluice.api;

import dev.sluice.agent.Admission;
import dev.sluice.agent.AgentReport;
import dev.sluice.api.view.AgentView;
import dev.sluice.api.view.JoinTokenView;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The agents as people and programs see them, and an administrator's say in which of them may call. */
@Singleton
public class AgentDesk {

    private final Admission admission;

    AgentDesk(Admission admission) {
        this.admission = admission;
    }

    /** Every agent that has ever called, by node. */
    public Uni<List<AgentView>> all() {
        return admission.all().map(all -> all.stream().map(AgentDesk::view).toList());
    }

    /** A one-time join token; fails with {@link ApiProblem} where {@code node} cannot be a node's id. */
    public Uni<JoinTokenView> token(@Nullable String node, String actor) {
        NodeId id = node(node);
        return admission.token(id, actor).map(token -> new JoinTokenView(token.token(), id.value(), token.expiresAt()));
    }

    /** Shuts a node's agent out; fails with {@link ApiProblem} where none of that node has ever called. */
    public Uni<Void> revoke(String node) {
        NodeId id = node(node);
        return admission
                .revoke(id)
                .invoke(found -> {
                    if (!found) {
                        throw ApiProblem.notFound(
                                "unknown-node",
                                "No agent of " + id + " has ever called; ./sluice agents lists those that have.");
                    }
                })
                .replaceWithVoid();
    }

    /** Has an agent get itself a new credential; fails with {@link ApiProblem} where it is not connected. */
    public Uni<Void> rotate(String node) {
        NodeId id = node(node);
        return admission
                .rotate(id)
                .invoke(asked -> {
                    if (!asked) {
                        throw new ApiProblem(
                                409,
                                "agent-away",
                                "The agent of " + id
                                        + " is not connected, so it cannot be asked; start it, or revoke its"
                                        + " credential.");
                    }
                })
                .replaceWithVoid();
    }

    private static AgentView view(Admission.Standing standing) {
        AgentReport report = standing.report();
        return new AgentView(
                report.node().id().value(),
                report.connected(),
                report.at(),
                standing.version().isEmpty() ? null : standing.version(),
                report.role().map(FrameworkId::value).orElse(null),
                report.state().name(),
                report.epoch(),
                report.proof(),
                standing.admitted(),
                standing.credentialUntil().orElse(null));
    }

    private static NodeId node(@Nullable String id) {
        if (id == null || id.isBlank()) {
            throw ApiProblem.badRequest("bad-node", "The field 'node' must hold the node's id.");
        }
        try {
            return new NodeId(id);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest("bad-node", "The " + e.getMessage() + ".");
        }
    }
}
