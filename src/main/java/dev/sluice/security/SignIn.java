package dev.sluice.security;

import dev.sluice.security.Credential.Kind;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The way in for browsers: a one-time link leads to a page with one button, and the button uses the link up.
 *
 * <p>The button is there because chats and mail programs open links to preview them, and because a browser keeps a
 * SameSite=Strict cookie back from the page that a foreign link leads to, but not from the one that our own form leads to.
 */
@Path("/")
@Produces(MediaType.TEXT_HTML)
class SignIn {

    private final Template page;
    private final CredentialStore credentials;
    private final Duration lifetime;

    SignIn(@Location("sign-in.html") Template page, CredentialStore credentials, SecurityConfig config) {
        this.page = page;
        this.credentials = credentials;
        this.lifetime = config.sessionLifetime();
    }

    @GET
    @Path("sign-in")
    @PermitAll
    @Operation(hidden = true)
    public TemplateInstance show(@QueryParam("code") @Nullable String code, @QueryParam("next") @Nullable String next) {
        return page(code, next, null);
    }

    @POST
    @Path("sign-in")
    @PermitAll
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> enter(
            @FormParam("code") @Nullable String code, @FormParam("next") @Nullable String next, RoutingContext rc) {
        return credentials.redeem(code == null ? "" : code).chain(found -> found.map(c -> admit(c, next, rc))
                .orElseGet(() -> Uni.createFrom().item(refuse(next))));
    }

    @POST
    @Path("sign-out")
    @PermitAll
    @Operation(hidden = true)
    public Uni<Response> leave(RoutingContext rc) {
        var gone = Authentication.session(rc).map(credentials::revokeSecret).orElseGet(() -> Uni.createFrom()
                .voidItem());
        return gone.replaceWith(() -> Response.seeOther(URI.create("/sign-in"))
                .cookie(cookie(rc, "", Duration.ZERO))
                .build());
    }

    private Uni<Response> admit(Credential code, @Nullable String next, RoutingContext rc) {
        return credentials
                .issue(Kind.SESSION, code.subject(), code.roles(), Optional.of(lifetime))
                .map(secret -> Response.seeOther(local(next))
                        .cookie(cookie(rc, secret, lifetime))
                        .build());
    }

    private Response refuse(@Nullable String next) {
        return Response.status(403)
                .entity(page(
                        null, next, "This link has been used or has expired; each is good once and for a short time."))
                .build();
    }

    private TemplateInstance page(@Nullable String code, @Nullable String next, @Nullable String note) {
        return page.data("code", code).data("next", local(next).toString()).data("note", note);
    }

    private static NewCookie cookie(RoutingContext rc, String value, Duration age) {
        return new NewCookie.Builder(Authentication.COOKIE)
                .value(value)
                .path("/")
                .httpOnly(true)
                .secure("https".equals(rc.request().scheme()))
                .sameSite(NewCookie.SameSite.STRICT)
                .maxAge((int) age.toSeconds())
                .build();
    }

    /** The asked path if it is one of ours, else the front page: a link must not lead to another site. */
    static URI local(@Nullable String next) {
        if (next == null || !next.startsWith("/") || next.startsWith("//") || next.indexOf('\\') >= 0) {
            return URI.create("/");
        }
        try {
            var uri = new URI(next);
            return uri.getScheme() == null && uri.getRawAuthority() == null ? uri : URI.create("/");
        } catch (URISyntaxException e) {
            return URI.create("/");
        }
    }
}
