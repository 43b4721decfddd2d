package dev.sluice.api;

import dev.sluice.api.view.MoveRequest;
import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.PlanView;
import dev.sluice.inventory.Inventory;
import dev.sluice.moving.Operations;
import dev.sluice.security.Roles;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Operations: plan, start, watch. */
@Path("/api/operations")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "operations", description = "Moves under way and past, one status per operation that tells the truth.")
class OperationsResource {

    private final Operations operations;
    private final Inventory inventory;
    private final StatusAssembler assembler;
    private final SecurityIdentity caller;

    OperationsResource(Operations operations, Inventory inventory, StatusAssembler assembler, SecurityIdentity caller) {
        this.operations = operations;
        this.inventory = inventory;
        this.assembler = assembler;
        this.caller = caller;
    }

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Move nodes from one framework to another",
            description = "A dry run unless dryRun is false: it answers with the plan and touches nothing.")
    @APIResponse(
            responseCode = "200",
            description = "The plan; it may start when it names no problems.",
            content = @Content(schema = @Schema(implementation = PlanView.class)))
    @APIResponse(
            responseCode = "201",
            description = "The operation that was started.",
            content = @Content(schema = @Schema(implementation = OperationView.class)))
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<Response> move(@Nullable MoveRequest body) {
        var request = new Asked(inventory.frameworks(), inventory.current()).request(body);
        if (body == null || !Boolean.FALSE.equals(body.dryRun())) {
            return assembler.plan(request).map(plan -> Response.ok(plan).build());
        }
        return operations.start(request, actor()).map(started -> Response.created(
                        URI.create("/api/operations/" + started.id()))
                .entity(view(started))
                .build());
    }

    @GET
    @Operation(summary = "Running operations first, then ended ones, newest first")
    public Uni<List<OperationView>> list(@QueryParam("limit") @DefaultValue("20") int limit) {
        return operations
                .recent(Asked.limit(limit))
                .map(recent -> recent.stream().map(this::view).toList());
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One operation with every node's steps")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<OperationView> one(String id) {
        return find(id).map(this::view);
    }

    private Uni<Operations.Operation> find(String id) {
        return operations.find(Asked.operation(id)).map(found -> found.orElseThrow(() -> Asked.unknownOperation(id)));
    }

    private OperationView view(Operations.Operation operation) {
        return assembler.views(List.of(operation)).operation(operation);
    }

    private String actor() {
        return caller.getPrincipal().getName();
    }
}
