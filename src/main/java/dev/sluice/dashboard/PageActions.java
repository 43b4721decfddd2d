package dev.sluice.dashboard;

import dev.sluice.moving.Controls;
import dev.sluice.security.Roles;
import dev.sluice.suggesting.Suggestions;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The pages' plain forms. A browser without script is led back to the page that the form stood on; the page's script asks
 * for JSON and gets 204. What is refused is a problem, which {@link ErrorPages} shows to browsers.
 */
@Path("/")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed(Roles.OPERATOR)
public class PageActions {

    private final Suggestions suggestions;
    private final Controls controls;
    private final Visitor visitor;

    PageActions(Suggestions suggestions, Controls controls, Visitor visitor) {
        this.suggestions = suggestions;
        this.controls = controls;
        this.visitor = visitor;
    }

    @POST
    @Path("suggestions/{id}/approve")
    @Operation(hidden = true)
    public Uni<Response> approve(@PathParam("id") String id, @Context HttpHeaders headers) {
        return answer(suggestions.approve(id, visitor.name()), headers, "/suggestions/" + id);
    }

    @POST
    @Path("suggestions/{id}/reject")
    @Operation(hidden = true)
    public Uni<Response> reject(
            @PathParam("id") String id, @FormParam("reason") @Nullable String reason, @Context HttpHeaders headers) {
        return answer(
                Uni.createFrom().deferred(() -> suggestions.reject(id, visitor.name(), Reasons.checked(reason))),
                headers,
                "/suggestions/" + id);
    }

    @POST
    @Path("operations/{id}/{control: cancel|undo}")
    @Operation(hidden = true)
    public Uni<Response> control(
            @PathParam("id") String id,
            @PathParam("control") String control,
            @FormParam("reason") @Nullable String reason,
            @Context HttpHeaders headers) {
        return answer(
                Uni.createFrom()
                        .deferred(() -> controls.control(
                                Reasons.operation(id),
                                Optional.empty(),
                                Reasons.control(control, ""),
                                visitor.name(),
                                Reasons.checked(reason))),
                headers,
                "/operations/" + id);
    }

    @POST
    @Path("operations/{id}/nodes/{node}/{control: cancel|undo|retry|force|wait}")
    @Operation(hidden = true)
    public Uni<Response> controlOne(@BeanParam OneMove move, @Context HttpHeaders headers) {
        return answer(
                Uni.createFrom()
                        .deferred(() -> controls.control(
                                Reasons.operation(move.id),
                                Optional.of(Reasons.node(move.node)),
                                Reasons.control(move.control, move.minutes),
                                visitor.name(),
                                Reasons.checked(move.reason))),
                headers,
                "/operations/" + move.id);
    }

    /** What a form says about one node's move. */
    @NullUnmarked
    static class OneMove {
        @PathParam("id")
        String id;

        @PathParam("node")
        String node;

        @PathParam("control")
        String control;

        @FormParam("reason")
        @Nullable
        String reason;

        @FormParam("minutes")
        @DefaultValue("30")
        String minutes;
    }

    private Uni<Response> answer(Uni<?> act, HttpHeaders headers, String otherwise) {
        return act.map(done -> visitor.done(headers, otherwise));
    }
}
