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
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
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
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String REFUSAL = "sluice.refusal";

    /** The database does not answer, so no credential can be checked. */
    private static final class CannotAsk extends RuntimeException {
        CannotAsk(Throwable cause) {
            super("no credential can be checked now", cause);
        }
    }

    private final CredentialStore credentials;

    Authentication(CredentialStore credentials) {
        this.credentials = credentials;
    }

    void register(@Observes Router router) {
        // First, or the handler of unexpected failures would answer 500.
        router.route().order(Integer.MIN_VALUE).failureHandler(Authentication::cannotAsk);
    }

    private static void cannotAsk(RoutingContext rc) {
        if (!(rc.failure() instanceof CannotAsk)) {
            rc.next();
            return;
        }
        var problem = ProblemView.of(
                503,
                "database-away",
                "The database does not answer, so no credential can be checked; try again later.",
                rc.normalizedPath());
        rc.response()
                .setStatusCode(503)
                .putHeader(HttpHeaders.RETRY_AFTER, "5")
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemView.MEDIA_TYPE)
                .end(json(problem).toBuffer());
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext rc, IdentityProviderManager ignored) {
        var authorization = rc.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            if (!authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
                return Uni.createFrom().failure(new AuthenticationFailedException());
            }
            var secret = authorization.substring(BEARER.length()).strip();
            return known(credentials.verify(secret))
                    .chain(found -> found.map(credential -> Uni.createFrom().item(identity(credential)))
                            .orElseGet(() -> refuse(rc, secret)));
        }
        var cookie = rc.request().getCookie(COOKIE);
        if (cookie == null) {
            return Uni.createFrom().nullItem();
        }
        return known(credentials.verifySession(cookie.getValue()))
                .chain(found -> Uni.createFrom().optional(found.map(Authentication::identity)));
    }

    /** That nobody can say who calls is no refusal: a sender must know to come back. */
    private static <T> Uni<T> known(Uni<T> asked) {
        return asked.ifNoItem().after(PATIENCE).fail().onFailure().transform(CannotAsk::new);
    }

    private Uni<SecurityIdentity> refuse(RoutingContext rc, String secret) {
        return credentials
                .refusal(secret)
                .invoke(refusal -> rc.put(REFUSAL, refusal))
                .chain(() -> Uni.createFrom().failure(new AuthenticationFailedException()));
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
                                ? new ChallengeData(401, "WWW-Authenticate", challenge(rc))
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
                    var problem = refusal(rc)
                            .map(why -> ProblemView.of(401, why.code(), why.sentence(), rc.normalizedPath()))
                            .orElseGet(() -> ProblemView.of(
                                    401, "unauthorized", AccessRefused.UNAUTHORIZED, rc.normalizedPath()));
                    response.putHeader(HttpHeaders.CONTENT_TYPE, ProblemView.MEDIA_TYPE);
                    return Uni.createFrom()
                            .completionStage(
                                    response.end(json(problem).toBuffer()).toCompletionStage());
                })
                .replaceWith(true);
    }

    private static Optional<Refusal> refusal(RoutingContext rc) {
        return Optional.ofNullable(rc.get(REFUSAL));
    }

    /** With what is wrong with the token that was sent, as in RFC 6750, section 3: an agent's upgrade gets no body. */
    private static String challenge(RoutingContext rc) {
        return AccessRefused.CHALLENGE
                + refusal(rc)
                        .map(why -> ", error=\"invalid_token\", error_description=\"" + why.code() + ": "
                                + why.sentence() + "\"")
                        .orElse("");
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
