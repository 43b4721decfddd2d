package dev.sluice.dashboard;

import dev.sluice.fleet.OperationId;
import dev.sluice.moving.Operations;
import dev.sluice.security.Roles;
import dev.sluice.suggesting.Suggestions;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The page's plain forms. A browser without script is sent back to the page, or shown one sentence that says what was
 * refused; the page's script asks for JSON and gets 204 or a problem body.
 */
@Path("/")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed(Roles.OPERATOR)
public class PageActions {

    private final Suggestions suggestions;
    private final Operations operations;
    private final SecurityIdentity identity;

    PageActions(Suggestions suggestions, Operations operations, SecurityIdentity identity) {
        this.suggestions = suggestions;
        this.operations = operations;
        this.identity = identity;
    }

    @CheckedTemplate(basePath = "Notice")
    static final class Templates {
        static native TemplateInstance notice(String title, String sentence, String theme);

        private Templates() {}
    }

    @POST
    @Path("suggestions/{id}/approve")
    public Uni<Response> approve(
            @PathParam("id") String id,
            @CookieParam("sluice_theme") @Nullable String theme,
            @Context HttpHeaders headers) {
        return answer(suggestions.approve(id, actor()), headers, theme);
    }

    @POST
    @Path("suggestions/{id}/reject")
    public Uni<Response> reject(
            @PathParam("id") String id,
            @CookieParam("sluice_theme") @Nullable String theme,
            @Context HttpHeaders headers) {
        return answer(suggestions.reject(id, actor(), "rejected on the page"), headers, theme);
    }

    @POST
    @Path("operations/{id}/undo")
    public Uni<Response> undo(
            @PathParam("id") String id,
            @FormParam("reason") @Nullable String reason,
            @CookieParam("sluice_theme") @Nullable String theme,
            @Context HttpHeaders headers) {
        return answer(
                Uni.createFrom()
                        .deferred(() -> operations.undo(new OperationId(id), actor(), reason == null ? "" : reason)),
                headers,
                theme);
    }

    private String actor() {
        return identity.getPrincipal().getName();
    }

    private static Uni<Response> answer(Uni<?> act, HttpHeaders headers, @Nullable String theme) {
        if (headers.getAcceptableMediaTypes().contains(MediaType.APPLICATION_JSON_TYPE)) {
            return act.map(done -> Response.noContent().build());
        }
        return act.map(done -> Response.seeOther(URI.create("/")).build())
                .onFailure(PageActions::isRefusal)
                .recoverWithItem(refusal -> refused(String.valueOf(refusal.getMessage()), theme));
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Suggestions.NotOpen
                || failure instanceof Operations.Rejected
                || failure instanceof IllegalArgumentException;
    }

    private static Response refused(String sentence, @Nullable String theme) {
        return Response.status(Response.Status.CONFLICT)
                .type(MediaType.TEXT_HTML_TYPE)
                .entity(Templates.notice("That was refused", sentence, FleetPage.theme(theme)))
                .build();
    }
}
