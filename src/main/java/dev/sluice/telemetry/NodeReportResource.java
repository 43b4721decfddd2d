package dev.sluice.telemetry;

import dev.sluice.api.ApiProblem;
import dev.sluice.security.Roles;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How a node's metrics come in: from whom, how old, and what happened to them. */
@Path("/api/nodes/{id}/telemetry")
@Tag(name = "nodes")
public class NodeReportResource {

    private final NodeReports reports;

    NodeReportResource(NodeReports reports) {
        this.reports = reports;
    }

    @GET
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.VIEWER)
    @Operation(summary = "How a node's metrics come in, and what happened to them in the last hour")
    public NodeReport report(@PathParam("id") String id) {
        try {
            return reports.of(id);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest("bad-node", String.valueOf(e.getMessage()));
        }
    }
}
