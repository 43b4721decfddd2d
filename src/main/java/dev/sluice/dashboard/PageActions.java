package dev.sluice.dashboard;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.moving.Control;
import dev.sluice.moving.Controls;
import dev.sluice.moving.Operations;
import dev.sluice.security.Roles;
import dev.sluice.suggesting.Suggestions;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
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
    private final Controls controls;
    private final SecurityIdentity identity;

    PageActions(Suggestions suggestions, Controls controls, SecurityIdentity identity) {
        this.suggestions = suggestions;
        this.controls = controls;
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
    @Path("operations/{id}/{control: cancel|undo}")
    public Uni<Response> control(
            @PathParam("id") String id,
            @PathParam("control") String control,
            @FormParam("reason") @Nullable String reason,
            @CookieParam("sluice_theme") @Nullable String theme,
            @Context HttpHeaders headers) {
        return answer(
                Uni.createFrom().deferred(() -> {
                    var wanted = new Control(kind(control), Optional.empty());
                    return controls.control(new OperationId(id), Optional.empty(), wanted, actor(), given(reason));
                }),
                headers,
                theme);
    }

    @POST
    @Path("operations/{id}/nodes/{node}/{control: cancel|undo|retry|force|wait}")
    public Uni<Response> controlOne(
            @BeanParam OneMove move,
            @CookieParam("sluice_theme") @Nullable String theme,
            @Context HttpHeaders headers) {
        return answer(
                Uni.createFrom()
                        .deferred(() -> controls.control(
                                new OperationId(move.id),
                                Optional.of(new NodeId(move.node)),
                                move.wanted(),
                                actor(),
                                given(move.reason))),
                headers,
                theme);
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
        long minutes;

        private Control wanted() {
            var kind = kind(control);
            return kind == Control.Kind.WAIT
                    ? Control.longer(Duration.ofMinutes(minutes))
                    : new Control(kind, Optional.empty());
        }
    }

    private static Control.Kind kind(String control) {
        return Control.Kind.valueOf(control.toUpperCase(Locale.ROOT));
    }

    private static String given(@Nullable String reason) {
        return reason == null ? "" : reason;
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
