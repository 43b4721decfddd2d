package dev.sluice.api;

import dev.sluice.api.view.ControlRequest;
import dev.sluice.api.view.ControlView;
import dev.sluice.api.view.OperationView;
import dev.sluice.fleet.NodeId;
import dev.sluice.inventory.Inventory;
import dev.sluice.moving.Control;
import dev.sluice.moving.Controls;
import dev.sluice.moving.Operations;
import dev.sluice.security.Roles;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a person may do about a running or an ended operation, whole or one node of it. */
@Path("/api/operations/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPERATOR)
@Tag(name = "operations")
class ControlsResource {

    private final Controls controls;
    private final Operations operations;
    private final Inventory inventory;
    private final StatusAssembler assembler;
    private final SecurityIdentity caller;

    ControlsResource(
            Controls controls,
            Operations operations,
            Inventory inventory,
            StatusAssembler assembler,
            SecurityIdentity caller) {
        this.controls = controls;
        this.operations = operations;
        this.inventory = inventory;
        this.assembler = assembler;
        this.caller = caller;
    }

    @POST
    @Path("{control: cancel|undo|retry|force|wait}")
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Cancel, undo, retry, force or wait: every move of the operation",
            description =
                    "A dry run unless dryRun is false. cancel: what has not begun stays. undo: what has begun goes"
                            + " back; what has arrived goes back as new moves. retry: stuck moves try again. force: work that"
                            + " holds up a drain is ended. wait: deadlines are put off by so many seconds.")
    @APIResponse(
            responseCode = "200",
            description = "What would happen, or the operation as it is now; for an ended one that is taken back, the"
                    + " operation that does so.",
            content = @Content(schema = @Schema(anyOf = {ControlView.class, OperationView.class})))
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<Response> all(String id, String control, @Nullable ControlRequest body) {
        return act(id, Optional.empty(), control, body);
    }

    @POST
    @Path("nodes/{node}/{control: cancel|undo|retry|force|wait}")
    @CustomDeserialization(StrictJson.class)
    @Operation(summary = "The same for one node's move")
    @APIResponse(responseCode = "200", description = "As for the whole operation.")
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<Response> one(String id, String node, String control, @Nullable ControlRequest body) {
        var named = new Asked(inventory.frameworks(), inventory.current())
                .node(node)
                .node()
                .id();
        return act(id, Optional.of(named), control, body);
    }

    private Uni<Response> act(String id, Optional<NodeId> node, String kind, @Nullable ControlRequest body) {
        var reason = Asked.reason(body == null ? null : body.reason());
        var control = Asked.control(
                Control.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), body == null ? null : body.seconds());
        var dryRun = body == null || !Boolean.FALSE.equals(body.dryRun());
        return operations
                .find(Asked.operation(id))
                .map(found -> found.orElseThrow(() -> Asked.unknownOperation(id)))
                .chain(found -> dryRun
                        ? controls.outlook(found.id(), node, control).map(outlook -> Response.ok(Views.control(outlook))
                                .build())
                        : controls.control(
                                        found.id(),
                                        node,
                                        control,
                                        caller.getPrincipal().getName(),
                                        reason)
                                .map(now -> Response.ok(
                                                assembler.views(List.of(now)).operation(now))
                                        .build()));
    }
}
