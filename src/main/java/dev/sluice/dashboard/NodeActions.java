package dev.sluice.dashboard;

import dev.sluice.api.StatusAssembler;
import dev.sluice.moving.Nodes;
import dev.sluice.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What a person says of one node, by the forms of its page. */
@Path("/")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed(Roles.OPERATOR)
public class NodeActions {

    private final Nodes nodes;
    private final StatusAssembler assembler;
    private final Visitor visitor;

    NodeActions(Nodes nodes, StatusAssembler assembler, Visitor visitor) {
        this.nodes = nodes;
        this.assembler = assembler;
        this.visitor = visitor;
    }

    @POST
    @Path("nodes/{id}/pin")
    @Operation(hidden = true)
    public Uni<Response> pin(
            @PathParam("id") String id, @FormParam("reason") @Nullable String reason, @Context HttpHeaders headers) {
        return answer(
                Uni.createFrom().deferred(() -> nodes.pin(assembler.node(id), visitor.name(), Reasons.checked(reason))),
                id,
                headers);
    }

    @POST
    @Path("nodes/{id}/unpin")
    @Operation(hidden = true)
    public Uni<Response> unpin(
            @PathParam("id") String id, @FormParam("reason") @Nullable String reason, @Context HttpHeaders headers) {
        return answer(
                Uni.createFrom()
                        .deferred(() -> nodes.unpin(assembler.node(id), visitor.name(), Reasons.checked(reason))),
                id,
                headers);
    }

    @POST
    @Path("nodes/{id}/settle")
    @RolesAllowed(Roles.ADMIN)
    @Operation(hidden = true)
    public Uni<Response> settle(
            @PathParam("id") String id,
            @FormParam("owner") @DefaultValue("") String owner,
            @FormParam("reason") @Nullable String reason,
            @Context HttpHeaders headers) {
        return answer(
                Uni.createFrom()
                        .deferred(() -> nodes.settle(
                                assembler.node(id), assembler.owner(owner), visitor.name(), Reasons.checked(reason))),
                id,
                headers);
    }

    private Uni<Response> answer(Uni<?> act, String id, HttpHeaders headers) {
        return act.map(done -> visitor.done(headers, "/nodes/" + id));
    }
}
