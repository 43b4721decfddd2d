package dev.sluice.api;

import dev.sluice.agent.Admission;
import dev.sluice.api.view.AgentView;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Three agents: one at work, one that is away, one that is shut out. Tokens are real. */
@Alternative
@Singleton
public class FixtureAgents extends AgentDesk {

    private final Clock clock;

    FixtureAgents(Admission admission, Clock clock) {
        super(admission);
        this.clock = clock;
    }

    @Override
    public Uni<List<AgentView>> all() {
        var now = clock.instant();
        return Uni.createFrom()
                .item(List.of(
                        agent("node-1", now, "1.4.0", "spark", now.plus(Duration.ofDays(30))),
                        agent("node-2", now.minusSeconds(900), null, "spark", now.plus(Duration.ofDays(3))),
                        agent("node-10", now, "1.3.2", null, null)));
    }

    private AgentView agent(
            String node, Instant heard, @Nullable String version, @Nullable String role, @Nullable Instant until) {
        return new AgentView(
                node,
                version != null,
                heard,
                version,
                role,
                role == null ? "STOPPED" : "RUNNING",
                1,
                "its service is active",
                until != null,
                until);
    }
}
