package dev.sluice.security;

import dev.sluice.audit.AuditTrail;
import dev.sluice.security.Credential.Kind;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way in for browsers: name and password, somebody else's word ({@link OpenIdSignIn}), or a one-time link that leads to a
 * page with one button, which uses the link up.
 *
 * <p>Each sign-in makes a new secret and voids the session that the browser had, so that nobody can be made to go on in a
 * session that somebody else knows. The button is there because chats and mail programs open links to preview them, and because a browser keeps a
 * SameSite=Strict cookie back from the page that a foreign link leads to, but not from the one that our own form leads to.
 */
@Path("/")
@Produces(MediaType.TEXT_HTML)
class SignIn {

    private static final Logger LOG = Logger.getLogger(SignIn.class);
    private static final String USED_UP =
            "This link has been used or has expired; each is good once and for a short time.";
    private static final String WRONG = "The name or the password is not right.";

    private final SignInPage page;
    private final CredentialStore credentials;
    private final Users users;
    private final Clock clock;
    private final AuditTrail trail;
    private final Duration lifetime;
    private final SignInLimits limits = new SignInLimits();

    SignIn(
            SignInPage page,
            CredentialStore credentials,
            Users users,
            Clock clock,
            AuditTrail trail,
            SecurityConfig config) {
        this.page = page;
        this.credentials = credentials;
        this.users = users;
        this.clock = clock;
        this.trail = trail;
        this.lifetime = config.sessionLifetime();
    }

    @GET
    @Path("sign-in")
    @PermitAll
    @Operation(hidden = true)
    public TemplateInstance show(@QueryParam("code") @Nullable String code, @QueryParam("next") @Nullable String next) {
        return page.show(code, next, null);
    }

    @POST
    @Path("sign-in")
    @PermitAll
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> enter(
            @FormParam("code") @Nullable String code,
            @FormParam("name") @Nullable String name,
            @FormParam("password") @Nullable String password,
            @FormParam("next") @Nullable String next,
            RoutingContext rc) {
        if (name != null) {
            return byPassword(name.strip(), password == null ? "" : password, next, rc);
        }
        return credentials.redeem(code == null ? "" : code).chain(found -> found.map(c -> credentials
                        .issue(Kind.SESSION, c.subject(), c.roles(), Optional.of(lifetime))
                        .call(secret -> trail.append(
                                c.subject(),
                                "sign-in.done",
                                c.subject(),
                                rc.request().remoteAddress().hostAddress(),
                                null))
                        .chain(secret -> admit(secret, next, rc)))
                .orElseGet(() -> Uni.createFrom().item(refuse(403, USED_UP, next))));
    }

    private Uni<Response> byPassword(String name, String password, @Nullable String next, RoutingContext rc) {
        var address = rc.request().remoteAddress().hostAddress();
        // What can be nobody's name is counted as the empty one, so that long ones take no memory.
        var counted = UserRules.couldBe(name) ? name : "";
        var wait = limits.begin(counted, address, clock.instant());
        if (wait.isPresent()) {
            LOG.warnf("Signing in as '%s' from %s was tried too often.", counted, address);
            return Uni.createFrom().item(tooOften(wait.get(), next));
        }
        return users.signIn(counted, password, lifetime).chain(found -> {
            if (found.isEmpty()) {
                LOG.infof("Nobody was signed in as '%s' from %s: wrong name or password.", counted, address);
                return trail.append("nobody", "sign-in.refused", counted, address, null)
                        .replaceWith(() -> refuse(403, WRONG, next));
            }
            limits.succeeded(counted, address, clock.instant());
            return trail.append(counted, "sign-in.done", counted, address, null)
                    .chain(() -> admit(found.get(), next, rc));
        });
    }

    private Response tooOften(Duration wait, @Nullable String next) {
        var minutes = Math.max(1, wait.plusSeconds(59).toMinutes());
        var refusal = refuse(
                429,
                "Signing in was tried too often; try again in " + minutes + (minutes == 1 ? " minute" : " minutes")
                        + ", or use a one-time link.",
                next);
        refusal.getHeaders().putSingle("Retry-After", Math.max(1, wait.toSeconds()));
        return refusal;
    }

    @POST
    @Path("sign-out")
    @PermitAll
    @Operation(hidden = true)
    public Uni<Response> leave(RoutingContext rc) {
        return endOld(rc).replaceWith(() -> Response.seeOther(URI.create("/sign-in"))
                .cookie(cookie(rc, "", Duration.ZERO))
                .build());
    }

    @POST
    @Path("sign-out/everywhere")
    @RolesAllowed(Roles.VIEWER)
    @Operation(hidden = true)
    public Uni<Response> leaveEverywhere(RoutingContext rc, @Context SecurityContext caller) {
        var subject = caller.getUserPrincipal().getName();
        return users.signOut(subject, subject).replaceWith(() -> Response.seeOther(URI.create("/sign-in"))
                .cookie(cookie(rc, "", Duration.ZERO))
                .build());
    }

    private Uni<Void> endOld(RoutingContext rc) {
        return Authentication.session(rc).map(credentials::revokeSecret).orElseGet(() -> Uni.createFrom()
                .voidItem());
    }

    private Uni<Response> admit(String secret, @Nullable String next, RoutingContext rc) {
        return endOld(rc).map(done -> Response.seeOther(local(next))
                .cookie(cookie(rc, secret, lifetime))
                .build());
    }

    private Response refuse(int status, String note, @Nullable String next) {
        return Response.status(status).entity(page.show(null, next, note)).build();
    }

    static NewCookie cookie(RoutingContext rc, String value, Duration age) {
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
