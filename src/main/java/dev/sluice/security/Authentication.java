package dev.sluice.security;

import dev.sluice.api.view.ProblemView;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who calls: a bearer token of a program, else the session cookie of a browser, else nobody.
 *
 * <p>A bad bearer token fails the request. A bad cookie does not, since it would lock its browser out of the sign-in page.
 */
@Singleton
class Authentication implements HttpAuthenticationMechanism {

    static final String COOKIE = "sluice_session";

    private static final String BEARER = "bearer ";
    private static final String EXPIRES_AT = "quarkus.identity.expire-time";

    private final CredentialStore credentials;

    Authentication(CredentialStore credentials) {
        this.credentials = credentials;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext rc, IdentityProviderManager ignored) {
        var authorization = rc.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            if (!authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
                return Uni.createFrom().failure(new AuthenticationFailedException());
            }
            return credentials
                    .verify(authorization.substring(BEARER.length()).strip())
                    .map(found -> found.map(Authentication::identity).orElseThrow(AuthenticationFailedException::new));
        }
        var cookie = rc.request().getCookie(COOKIE);
        if (cookie == null) {
            return Uni.createFrom().nullItem();
        }
        return credentials.verifySession(cookie.getValue()).chain(found -> Uni.createFrom()
                .optional(found.map(Authentication::identity)));
    }

    private static SecurityIdentity identity(Credential credential) {
        var identity = QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(credential.subject()))
                .addRoles(Roles.including(credential.roles()))
                .addAttribute("sluice.kind", credential.kind());
        // By this attribute Quarkus closes a socket, with code 1008, when what opened it has expired.
        credential.expiresAt().ifPresent(end -> identity.addAttribute(EXPIRES_AT, end.getEpochSecond()));
        return identity.build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext rc) {
        return Uni.createFrom()
                .item(
                        AccessRefused.isForPrograms(rc.request())
                                ? new ChallengeData(401, "WWW-Authenticate", AccessRefused.CHALLENGE)
                                : new ChallengeData(303, HttpHeaders.LOCATION, AccessRefused.signIn(rc.request())));
    }

    /** As the default, and says in the body what to do. */
    @Override
    public Uni<Boolean> sendChallenge(RoutingContext rc) {
        return getChallenge(rc)
                .chain(challenge -> {
                    var response = rc.response();
                    response.setStatusCode(challenge.status);
                    challenge.getHeaders().forEach(response::putHeader);
                    if (challenge.status != 401) {
                        return Uni.createFrom().completionStage(response.end().toCompletionStage());
                    }
                    var problem = ProblemView.of(401, "unauthorized", AccessRefused.UNAUTHORIZED, rc.normalizedPath());
                    response.putHeader(HttpHeaders.CONTENT_TYPE, ProblemView.MEDIA_TYPE);
                    return Uni.createFrom()
                            .completionStage(
                                    response.end(json(problem).toBuffer()).toCompletionStage());
                })
                .replaceWith(true);
    }

    static JsonObject json(ProblemView problem) {
        return new JsonObject()
                .put("type", problem.type())
                .put("title", problem.title())
                .put("status", problem.status())
                .put("code", problem.code())
                .put("detail", problem.detail())
                .put("instance", problem.instance());
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext rc) {
        return Uni.createFrom().item(new HttpCredentialTransport(HttpCredentialTransport.Type.AUTHORIZATION, "bearer"));
    }

    /** The secret in the session cookie, if there is one. */
    static Optional<String> session(RoutingContext rc) {
        return Optional.ofNullable(rc.request().getCookie(COOKIE)).map(Cookie::getValue);
    }
}
