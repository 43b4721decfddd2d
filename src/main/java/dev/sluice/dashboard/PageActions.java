package dev.sluice.dashboard;

import dev.sluice.moving.Operations;
import dev.sluice.security.Roles;
import dev.sluice.suggesting.Suggestions;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
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

/**
 * The pages' plain forms. A browser without script is led back to the page that the form stood on; the page's script asks
 * for JSON and gets 204. What is refused is a problem, which {@link ErrorPages} shows to browsers.
 */
@Path("/")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed(Roles.OPERATOR)
public class PageActions {

    private final Suggestions suggestions;
    private final Operations operations;
    private final Visitor visitor;

    PageActions(Suggestions suggestions, Operations operations, Visitor visitor) {
        this.suggestions = suggestions;
        this.operations = operations;
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
    @Path("operations/{id}/undo")
    @Operation(hidden = true)
    public Uni<Response> undo(
            @PathParam("id") String id, @FormParam("reason") @Nullable String reason, @Context HttpHeaders headers) {
        return answer(
                Uni.createFrom()
                        .deferred(
                                () -> operations.undo(Reasons.operation(id), visitor.name(), Reasons.checked(reason))),
                headers,
                "/operations/" + id);
    }

    private Uni<Response> answer(Uni<?> act, HttpHeaders headers, String otherwise) {
        return headers.getAcceptableMediaTypes().contains(MediaType.APPLICATION_JSON_TYPE)
                ? act.map(done -> Response.noContent().build())
                : act.map(done -> Response.seeOther(visitor.back(otherwise)).build());
    }
}
