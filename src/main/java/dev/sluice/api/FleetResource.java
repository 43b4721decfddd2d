package dev.sluice.api;

import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.NodePastView;
import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.OwnerRequest;
import dev.sluice.api.view.ReasonRequest;
import dev.sluice.api.view.SettleRequest;
import dev.sluice.api.view.StatusView;
import dev.sluice.fleet.Ownership;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.inventory.Inventory;
import dev.sluice.moving.Nodes;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The current picture, and what a person may say about one node. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(
        name = "fleet",
        description = "The current picture: who holds which nodes, and how hard each framework is pressed.")
class FleetResource {

    private final StatusAssembler assembler;
    private final Inventory inventory;
    private final Nodes nodes;
    private final SecurityIdentity caller;

    FleetResource(StatusAssembler assembler, Inventory inventory, Nodes nodes, SecurityIdentity caller) {
        this.assembler = assembler;
        this.inventory = inventory;
        this.nodes = nodes;
        this.caller = caller;
    }

    @GET
    @Path("status")
    @Operation(summary = "The whole picture", description = "Health, frameworks, nodes, open suggestions, operations.")
    public Uni<StatusView> status() {
        return assembler.status();
    }

    @GET
    @Path("frameworks")
    @Operation(summary = "Every framework, by id")
    public Uni<List<FrameworkView>> frameworks() {
        return assembler
                .views()
                .map(views -> views.frameworks().stream().map(views::framework).toList());
    }

    @GET
    @Path("frameworks/{id}")
    @Operation(summary = "One framework")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<FrameworkView> framework(String id) {
        return assembler.views().map(views -> views.framework(asked().framework(id)));
    }

    @GET
    @Path("nodes")
    @Operation(summary = "Every node, by id")
    public Uni<List<NodeView>> nodes(
            @Parameter(description = "only those of this framework; 'reservoir' for those without an owner")
                    @QueryParam("framework")
                    @Nullable
                    String framework,
            @Parameter(description = "only those in this state, for example SETTLED or MOVING")
                    @QueryParam("state")
                    @Nullable
                    String state) {
        var owner = framework == null || "reservoir".equals(framework)
                ? null
                : asked().framework(framework).id().value();
        var wanted = state == null ? null : state(state).name();
        return assembler.views().map(views -> views.nodes().stream()
                .filter(n -> framework == null || Objects.equals(owner, n.owner()))
                .filter(n -> wanted == null || wanted.equals(n.state()))
                .toList());
    }

    @GET
    @Path("nodes/{id}")
    @Operation(summary = "One node")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<NodeView> node(String id) {
        return assembler.views().map(views -> views.node(asked().node(id)));
    }

    @POST
    @Path("nodes/{id}/owner")
    @RolesAllowed(Roles.ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Give a node of the reservoir its first owner",
            description = "For a node that serves nobody yet; nodes that have an owner are moved by an operation.")
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<NodeView> assign(String id, @Nullable OwnerRequest body) {
        var node = asked().node(id);
        var owner = asked().owner(body == null ? null : body.owner());
        return nodes.assign(node.node().id(), owner, actor()).chain(row -> view(node, row));
    }

    @POST
    @Path("nodes/{id}/give-back")
    @RolesAllowed(Roles.ADMIN)
    @Operation(
            summary = "Give back a node that waited for a person",
            description = "Quarantined, in conflict or lost: it settles with the owner that it has.")
    @APIResponse(responseCode = "404", ref = "unknown")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<NodeView> giveBack(String id) {
        var node = asked().node(id);
        return nodes.giveBack(node.node().id(), actor()).chain(row -> view(node, row));
    }

    @POST
    @Path("nodes/{id}/settle")
    @RolesAllowed(Roles.ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Decide whose a frozen node is",
            description = "For a node in conflict, quarantined or lost: it settles with this owner, and its agent is"
                    + " told to run that worker. The decision is kept in the node's history.")
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<NodeView> settle(String id, @Nullable SettleRequest body) {
        var node = asked().node(id);
        var owner = asked().owner(body == null ? null : body.owner());
        var reason = Asked.reason(body == null ? null : body.reason());
        return nodes.settle(node.node().id(), owner, actor(), reason).chain(row -> view(node, row));
    }

    @POST
    @Path("nodes/{id}/pin")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(summary = "Pin a node", description = "It is not moved, by whoever asks, until it is unpinned.")
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<NodeView> pin(String id, @Nullable ReasonRequest body) {
        var node = asked().node(id);
        var reason = Asked.reason(body == null ? null : body.reason());
        return nodes.pin(node.node().id(), actor(), reason).chain(row -> view(node, row));
    }

    @POST
    @Path("nodes/{id}/unpin")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(summary = "Take a node's pin away")
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<NodeView> unpin(String id, @Nullable ReasonRequest body) {
        var node = asked().node(id);
        var reason = Asked.reason(body == null ? null : body.reason());
        return nodes.unpin(node.node().id(), actor(), reason).chain(row -> view(node, row));
    }

    @GET
    @Path("nodes/{id}/history")
    @Operation(summary = "What the ledger has said of a node, newest first")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<List<NodePastView>> history(String id, @QueryParam("limit") @DefaultValue("20") int limit) {
        return nodes.history(asked().node(id).node().id(), Asked.limit(limit))
                .map(past -> past.stream().map(Views::past).toList());
    }

    /** The node with its new row of the ledger, which the current picture does not have yet. */
    private Uni<NodeView> view(NodePicture node, Ownership row) {
        return assembler
                .views()
                .map(views ->
                        views.node(new NodePicture(node.node(), row, node.signals(), node.member(), node.agent())));
    }

    private String actor() {
        return caller.getPrincipal().getName();
    }

    private Asked asked() {
        return new Asked(inventory.frameworks(), inventory.current());
    }

    private static Ownership.State state(String name) {
        return Arrays.stream(Ownership.State.values())
                .filter(s -> s.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> ApiProblem.badRequest(
                        "bad-state",
                        "'state' is '" + name + "'; it must be one of " + Arrays.toString(Ownership.State.values())
                                + "."));
    }
}
