package dev.sluice.leading;

import dev.sluice.leading.Leadership.Standing;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says who leads. A follower is ready: it serves pages, reads and intake. A server that cannot tell who leads has no
 * database and is not.
 */
@Readiness
class LeadingHealth implements HealthCheck {

    private final Leadership leadership;

    LeadingHealth(Leadership leadership) {
        this.leadership = leadership;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("Leadership").withData("self", leadership.self());
        return switch (leadership.standing()) {
            case Standing.Leads leads ->
                answer.up()
                        .withData("standing", "leads")
                        .withData("leader", leadership.self())
                        .withData("term", leads.term().number())
                        .build();
            case Standing.Follows follows -> {
                follows.leader().ifPresent(l -> answer.withData("leader", l.name())
                        .withData("term", l.term().number()));
                yield answer.up().withData("standing", "follows").build();
            }
            case Standing.Cut cut ->
                answer.down()
                        .withData("standing", "cut off")
                        .withData("why", cut.why())
                        .build();
        };
    }
}
