package dev.sluice.security;

import dev.sluice.audit.AuditTrail;
import dev.sluice.security.Credential.Kind;
import dev.sluice.security.OpenIdProvider.NotVouched;
import dev.sluice.security.OpenIdProvider.Person;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way in by an OpenID provider's word: to its door, and back with a code. What the browser needs to come back is in a cookie
 * of its own, so that nobody can be made to come back as somebody else.
 */
@Path("/sign-in/oidc")
@Produces(MediaType.TEXT_HTML)
class OpenIdSignIn {

    private static final Logger LOG = Logger.getLogger(OpenIdSignIn.class);
    private static final String COOKIE = "sluice_oidc";
    private static final Duration ABSENCE = Duration.ofMinutes(10);
    private static final int PARTS = 4;

    private final SignInPage door;
    private final Template done;
    private final OpenIdProvider provider;
    private final CredentialStore credentials;
    private final AuditTrail trail;
    private final SecurityConfig config;

    OpenIdSignIn(
            SignInPage door,
            @Location("signed-in.html") Template done,
            OpenIdProvider provider,
            CredentialStore credentials,
            AuditTrail trail,
            SecurityConfig config) {
        this.door = door;
        this.done = done;
        this.provider = provider;
        this.credentials = credentials;
        this.trail = trail;
        this.config = config;
    }

    /** What the browser brings back from the provider's door. */
    private record Journey(String state, String nonce, String verifier, String next) {

        static Journey to(@Nullable String next) {
            return new Journey(
                    Secret.make(),
                    Secret.make(),
                    Secret.make(),
                    SignIn.local(next).toString());
        }

        static Optional<Journey> of(@Nullable Cookie cookie) {
            var parts = cookie == null ? new String[0] : cookie.getValue().split("\\.", -1);
            if (parts.length != PARTS) {
                return Optional.empty();
            }
            try {
                var next = new String(Base64.getUrlDecoder().decode(parts[3]), StandardCharsets.UTF_8);
                return Optional.of(new Journey(
                        parts[0], parts[1], parts[2], SignIn.local(next).toString()));
            } catch (IllegalArgumentException notOurs) {
                return Optional.empty();
            }
        }

        String cookie() {
            var end = Base64.getUrlEncoder().withoutPadding().encodeToString(next.getBytes(StandardCharsets.UTF_8));
            return String.join(".", state, nonce, verifier, end);
        }
    }

    @GET
    @PermitAll
    @Operation(hidden = true)
    public Uni<Response> leave(@QueryParam("next") @Nullable String next, RoutingContext rc) {
        if (provider.title().isEmpty()) {
            return Uni.createFrom().item(refuse(404, "No OpenID provider is configured.", next, rc));
        }
        var journey = Journey.to(next);
        return provider.door(back(rc), journey.state(), journey.nonce(), journey.verifier())
                .map(address -> Response.seeOther(address)
                        .cookie(cookie(rc, journey.cookie(), ABSENCE))
                        .build())
                .onFailure()
                .recoverWithItem(failure -> away(failure, next, rc));
    }

    @GET
    @Path("done")
    @PermitAll
    @Operation(hidden = true)
    public Uni<Response> comeBack(
            @QueryParam("code") @Nullable String code,
            @QueryParam("state") @Nullable String state,
            @QueryParam("error") @Nullable String error,
            RoutingContext rc) {
        if (provider.title().isEmpty()) {
            return Uni.createFrom().item(refuse(404, "No OpenID provider is configured.", null, rc));
        }
        var journey = Journey.of(rc.request().getCookie(COOKIE));
        if (journey.isEmpty() || !journey.get().state().equals(state)) {
            return Uni.createFrom()
                    .item(refuse(403, "This browser did not set out from here, or too long ago; try again.", null, rc));
        }
        var next = journey.get().next();
        if (code == null || error != null) {
            return Uni.createFrom().item(refuse(403, provider.title().get() + " did not let you in.", next, rc));
        }
        var address = rc.request().remoteAddress().hostAddress();
        return provider.person(
                        code, back(rc), journey.get().nonce(), journey.get().verifier())
                .chain(person -> admit(person, next, address, rc))
                .onFailure(NotVouched.class)
                .recoverWithUni(refused -> trail.append("nobody", "sign-in.refused", "oidc", address, null)
                        .replaceWith(() -> refuse(403, String.valueOf(refused.getMessage()), next, rc)))
                .onFailure()
                .recoverWithItem(failure -> away(failure, next, rc));
    }

    private Uni<Response> admit(Person person, String next, String address, RoutingContext rc) {
        var old = Authentication.session(rc);
        return credentials
                .issue(Kind.SESSION, person.subject(), Set.of(person.role()), Optional.of(config.sessionLifetime()))
                .call(() -> trail.append(person.subject(), "sign-in.done", person.subject(), address, null))
                .call(() -> old.map(credentials::revokeSecret)
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                // Not a redirect: on one that began at the provider, browsers keep a strict cookie back.
                .map(secret -> Response.ok(done.data("next", next))
                        .header("Refresh", "0; url=" + next)
                        .cookie(SignIn.cookie(rc, secret, config.sessionLifetime()), cookie(rc, "", Duration.ZERO))
                        .build());
    }

    private Response away(Throwable failure, @Nullable String next, RoutingContext rc) {
        LOG.warnf("Nobody can sign in by OpenID now: %s", failure);
        return refuse(
                503,
                provider.title().orElse("The provider") + " cannot be asked now; try again, or use a password.",
                next,
                rc);
    }

    private Response refuse(int status, String note, @Nullable String next, RoutingContext rc) {
        return Response.status(status)
                .entity(door.show(null, next, note))
                .cookie(cookie(rc, "", Duration.ZERO))
                .build();
    }

    private String back(RoutingContext rc) {
        var base = config.publicUrl()
                .orElseGet(() ->
                        rc.request().scheme() + "://" + rc.request().authority().toString());
        return base.replaceFirst("/$", "") + "/sign-in/oidc/done";
    }

    /** Lax, since the way back begins at the provider. */
    private static NewCookie cookie(RoutingContext rc, String value, Duration age) {
        return new NewCookie.Builder(COOKIE)
                .value(value)
                .path("/sign-in/oidc")
                .httpOnly(true)
                .secure("https".equals(rc.request().scheme()))
                .sameSite(NewCookie.SameSite.LAX)
                .maxAge((int) age.toSeconds())
                .build();
    }
}
