package dev.sluice.security;

import dev.sluice.api.view.SignInLinkView;
import dev.sluice.security.Credential.Kind;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Hands out one-time sign-in links. */
@Path("/api/sign-in-links")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "access")
@Singleton
class SignInLinks {

    private final CredentialStore credentials;
    private final SecurityConfig config;
    private final Clock clock;
    private final SecurityIdentity caller;

    SignInLinks(CredentialStore credentials, SecurityConfig config, Clock clock, SecurityIdentity caller) {
        this.credentials = credentials;
        this.config = config;
        this.clock = clock;
        this.caller = caller;
    }

    @POST
    @RolesAllowed(Roles.ADMIN)
    @Operation(
            summary = "Make a one-time sign-in link",
            description = "The link signs one browser in as the caller, with the role admin, once.")
    public Uni<SignInLinkView> make(@Context RoutingContext rc) {
        var address = config.publicUrl()
                .orElseGet(() ->
                        rc.request().scheme() + "://" + rc.request().authority().toString());
        return link(caller.getPrincipal().getName(), address);
    }

    /** @param address of this server as the person will reach it, without a path */
    Uni<SignInLinkView> link(String subject, String address) {
        var lifetime = config.signInLifetime();
        var base = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        return credentials
                .issue(Kind.SIGN_IN, subject, Set.of(Roles.ADMIN), Optional.of(lifetime))
                .map(code -> new SignInLinkView(
                        base + "/sign-in?code=" + code, clock.instant().plus(lifetime)));
    }
}
