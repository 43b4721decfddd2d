package dev.sluice.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may call, and for how long. */
@ConfigMapping(prefix = "sluice.security")
interface SecurityConfig {

    /** How long a browser stays signed in. */
    @WithDefault("12h")
    Duration sessionLifetime();

    /** How long a one-time sign-in link is good. */
    @WithDefault("15m")
    Duration signInLifetime();

    /**
     * How long a checked credential is trusted before the database is asked again; a revocation by another replica takes
     * effect after this time at the latest, one by this replica at once. 1m at most.
     */
    @WithDefault("5s")
    Duration cacheFor();

    /**
     * Whether to make an admin credential for the command line on this machine at each start, and write it with the
     * server's address to the context file.
     */
    @WithDefault("true")
    boolean localAdmin();

    /** The context file that the command line reads; only its owner may read it. */
    @WithDefault("${SLUICE_CONTEXT:${user.home}/.config/sluice/context.json}")
    String contextFile();

    /**
     * Where to write, at each start, a token that may only look, for a Prometheus that scrapes /metrics; only its owner may
     * read the file. Without it there is no such token.
     */
    Optional<String> metricsTokenFile();

    /**
     * The address that people reach this server by, for links and for coming back from an OpenID provider; without it, the one
     * that it is bound to.
     */
    Optional<String> publicUrl();

    /** Signing in by the word of an OpenID provider, such as Keycloak, Entra or Okta. */
    Oidc oidc();

    /** Signing in by the word of an OpenID provider, such as Keycloak, Entra or Okta. */
    interface Oidc {

        /** The provider's address, exactly as its tokens say it; without it there is no such sign-in. */
        Optional<String> issuer();

        /** What the provider knows Sluice as. */
        @WithDefault("sluice")
        String clientId();

        /** The file with the secret that the provider knows Sluice by. */
        Optional<String> clientSecretFile();

        /** What people call the provider; on the sign-in page. */
        @WithDefault("single sign-on")
        String title();

        /** What is asked for; openid must be among them. */
        @WithDefault("openid,profile")
        List<String> scopes();

        /** The claim with the person's name. */
        @WithDefault("preferred_username")
        String nameClaim();

        /** The claim with what the person belongs to, one text or a list. */
        @WithDefault("groups")
        String rolesClaim();

        /** viewer, operator or admin, by a value of that claim; the highest counts, and who has none is not let in. */
        Map<String, String> roles();
    }
}
