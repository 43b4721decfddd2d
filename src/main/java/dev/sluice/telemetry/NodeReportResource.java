package dev.sluice.telemetry;

import dev.sluice.api.ApiProblem;
import dev.sluice.fleet.NodeId;
import dev.sluice.security.Roles;
import dev.sluice.telemetry.scrape.Targets;
import dev.sluice.telemetry.store.HotStore;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How a node's metrics come in: from whom, how old, and what happened to them. */
@Path("/api/nodes/{id}/telemetry")
@Tag(name = "nodes")
public class NodeReportResource {

    private final HotStore store;
    private final Targets targets;
    private final TelemetryConfig config;
    private final Clock clock;

    NodeReportResource(HotStore store, Targets targets, TelemetryConfig config, Clock clock) {
        this.store = store;
        this.targets = targets;
        this.config = config;
        this.clock = clock;
    }

    @GET
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.VIEWER)
    @Operation(summary = "How a node's metrics come in, and what happened to them in the last hour")
    public NodeReport report(@PathParam("id") String id) {
        try {
            NodeId node = new NodeId(id);
            return NodeReport.of(node, store.sources(node), targets.of(node), clock.instant(), config.maxAge());
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest("bad-node", String.valueOf(e.getMessage()));
        }
    }
}
