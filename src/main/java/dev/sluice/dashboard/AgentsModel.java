package dev.sluice.dashboard;

import dev.sluice.api.view.AgentView;
import dev.sluice.api.view.JoinTokenView;
import dev.sluice.dashboard.live.NaturalOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * @param shown of the agents that match, those that are away first; at most {@value #MOST}
 * @param total that match
 * @param all that have ever called
 * @param token that was just made, shown this once; null otherwise
 */
public record AgentsModel(
        List<AgentView> shown,
        int total,
        int all,
        String q,
        @Nullable JoinTokenView token) {

    private static final int MOST = 100;

    static AgentsModel of(List<AgentView> agents, String q, @Nullable JoinTokenView token) {
        var wanted = q.strip().toLowerCase(Locale.ROOT);
        var matching = agents.stream()
                .filter(agent -> wanted.isEmpty() || text(agent).contains(wanted))
                .sorted(Comparator.comparing(AgentView::connected)
                        .thenComparing(AgentView::node, NaturalOrder.INSTANCE))
                .toList();
        return new AgentsModel(
                matching.stream().limit(MOST).toList(), matching.size(), agents.size(), q.strip(), token);
    }

    /** What an agent can be found by. */
    private static String text(AgentView agent) {
        return String.join(
                        " ",
                        agent.node(),
                        agent.connected() ? "connected" : "away",
                        String.valueOf(agent.role()),
                        agent.state(),
                        String.valueOf(agent.version()))
                .toLowerCase(Locale.ROOT);
    }
}
