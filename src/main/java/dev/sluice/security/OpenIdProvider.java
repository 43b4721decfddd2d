package dev.sluice.security;

import dev.sluice.security.SecurityConfig.Oidc;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2AuthorizationURL;
import io.vertx.ext.auth.oauth2.OAuth2FlowType;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.Oauth2Credentials;
import io.vertx.ext.auth.oauth2.providers.OpenIDConnectAuth;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The OpenID provider whose word people may sign in by: authorization code flow with PKCE. The ID token's signature, issuer,
 * audience and times are checked by Vert.x, its nonce here.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html">OpenID Connect Core 1.0</a>
 */
@Singleton
class OpenIdProvider {

    private static final Logger LOG = Logger.getLogger(OpenIdProvider.class);
    private static final String KEY = "sluice.security.oidc.";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> HIGHEST_FIRST = List.of(Roles.ADMIN, Roles.OPERATOR, Roles.VIEWER);
    private static final int NAME_LENGTH = 100;

    private final Vertx vertx;
    private final Oidc config;
    private final Optional<OAuth2Options> options;
    private volatile @Nullable OAuth2Auth known;

    /** Somebody whom the provider vouches for. */
    record Person(String subject, String role) {}

    /** The provider does not vouch for anybody who may come in; the message is a sentence for the person. */
    static final class NotVouched extends RuntimeException {
        NotVouched(String sentence) {
            super(sentence);
        }
    }

    OpenIdProvider(Vertx vertx, SecurityConfig config) {
        this.vertx = vertx;
        this.config = config.oidc();
        this.options = this.config.issuer().map(issuer -> options(issuer, this.config));
    }

    /** What people call it; empty when there is none. */
    Optional<String> title() {
        return options.map(o -> config.title());
    }

    /**
     * Where the browser must go.
     *
     * @param back where the provider sends it from there
     * @param nonce comes back within the ID token
     * @param verifier whose hash goes along, so that only who has it can use the code
     */
    Uni<URI> door(String back, String state, String nonce, String verifier) {
        return auth().map(auth -> URI.create(auth.authorizeURL(new OAuth2AuthorizationURL()
                .setRedirectUri(back)
                .setScopes(config.scopes())
                .setState(state)
                .putAdditionalParameter("nonce", nonce)
                .putAdditionalParameter("code_challenge", challenge(verifier))
                .putAdditionalParameter("code_challenge_method", "S256"))));
    }

    /** Who came back with {@code code}. Fails with {@link NotVouched}, or with whatever keeps the provider from answering. */
    Uni<Person> person(String code, String back, String nonce, String verifier) {
        var credentials = new Oauth2Credentials()
                .setFlow(OAuth2FlowType.AUTH_CODE)
                .setCode(code)
                .setRedirectUri(back)
                .setCodeVerifier(verifier);
        return auth().chain(auth -> Uni.createFrom()
                        .completionStage(() -> auth.authenticate(credentials).toCompletionStage())
                        // What is not about the network is the provider's, or the token's check, saying no.
                        .onFailure(failure -> !(failure instanceof IOException))
                        .transform(failure -> {
                            LOG.infof("%s did not vouch for a code: %s", config.title(), failure);
                            return new NotVouched(config.title() + " does not vouch for this sign-in; try again.");
                        })
                        .chain(user -> claims(auth, user, nonce)))
                .map(this::person)
                .ifNoItem()
                .after(PATIENCE)
                .fail();
    }

    private Uni<JsonObject> claims(OAuth2Auth auth, User user, String nonce) {
        var token = user.attributes().getJsonObject("idToken");
        if (token == null || !nonce.equals(token.getString("nonce"))) {
            throw new NotVouched(config.title() + " answered another question than the one that was asked; try again.");
        }
        if (token.containsKey(config.rolesClaim()) && token.containsKey(config.nameClaim())) {
            return Uni.createFrom().item(token);
        }
        // Many providers keep the ID token small, and tell the rest when asked.
        return Uni.createFrom()
                .completionStage(() -> auth.userInfo(user).toCompletionStage())
                .map(more -> {
                    if (!String.valueOf(token.getString("sub")).equals(more.getString("sub"))) {
                        throw new NotVouched(config.title() + " spoke of two different people; try again.");
                    }
                    return more.mergeIn(token);
                });
    }

    private Person person(JsonObject claims) {
        var name = claims.getValue(config.nameClaim());
        if (!(name instanceof String text)
                || text.isBlank()
                || text.length() > NAME_LENGTH
                || text.codePoints().anyMatch(Character::isISOControl)) {
            throw new NotVouched(config.title() + " does not say who you are in the claim " + config.nameClaim() + ".");
        }
        var granted = values(claims.getValue(config.rolesClaim()))
                .flatMap(value -> Optional.ofNullable(config.roles().get(value)).stream())
                .toList();
        var role = HIGHEST_FIRST.stream()
                .filter(granted::contains)
                .findFirst()
                .orElseThrow(() -> new NotVouched("You are " + text + ", but nothing in your " + config.rolesClaim()
                        + " may use this Sluice; ask its admin."));
        // Apart from the users that Sluice knows itself.
        return new Person("oidc:" + text, role);
    }

    private static Stream<String> values(@Nullable Object claim) {
        return switch (claim) {
            case String one -> Stream.of(one);
            case JsonArray many -> many.stream().map(String::valueOf);
            case null, default -> Stream.empty();
        };
    }

    /** Discovered at the first need, and again when that failed: the provider may be down when Sluice starts. */
    private Uni<OAuth2Auth> auth() {
        var found = known;
        if (found != null) {
            return Uni.createFrom().item(found);
        }
        return Uni.createFrom()
                .completionStage(() -> OpenIDConnectAuth.discover(vertx, new OAuth2Options(options.orElseThrow()))
                        .toCompletionStage())
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .invoke(auth -> {
                    // The provider has changed its keys.
                    auth.missingKeyHandler(key -> auth.jWKSet());
                    known = auth;
                });
    }

    private static OAuth2Options options(String issuer, Oidc config) {
        if (!issuer.matches("https?://.+")) {
            throw new IllegalArgumentException(KEY + "issuer=" + issuer + ": must begin with https:// (or http://)");
        }
        if (!config.scopes().contains("openid")) {
            throw new IllegalArgumentException(KEY + "scopes=" + config.scopes() + ": openid must be among them");
        }
        if (config.roles().isEmpty()) {
            throw new IllegalArgumentException(KEY + "roles: say who may what, such as " + KEY + "roles.sre=operator");
        }
        for (Map.Entry<String, String> role : config.roles().entrySet()) {
            if (!HIGHEST_FIRST.contains(role.getValue())) {
                throw new IllegalArgumentException(
                        KEY + "roles." + role.getKey() + "=" + role.getValue() + ": must be viewer, operator or admin");
            }
        }
        var options = new OAuth2Options().setSite(issuer).setClientId(config.clientId());
        config.clientSecretFile().ifPresent(file -> options.setClientSecret(secret(file)));
        return options;
    }

    private static String secret(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    KEY + "client-secret-file=" + file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static String challenge(String verifier) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
