package dev.sluice.api;

import dev.sluice.api.view.CallerView;
import dev.sluice.api.view.LoginRequest;
import dev.sluice.api.view.NewTokenView;
import dev.sluice.security.Credentials;
import dev.sluice.security.Roles;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How a command line gets a token of its own, and finds out whose it is. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "access")
class LoginResource {

    private static final Duration LIFETIME = Duration.ofDays(30);

    private final Credentials credentials;
    private final SecurityIdentity caller;

    LoginResource(Credentials credentials, SecurityIdentity caller) {
        this.credentials = credentials;
        this.caller = caller;
    }

    @POST
    @Path("login")
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Turn the code of a one-time sign-in link into a token",
            description = "Good for 30 days, with the roles of the link. The code is used up.")
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "403", ref = "forbidden")
    public Uni<NewTokenView> login(@Nullable LoginRequest body) {
        var name = TokenDesk.named(body == null ? null : body.name());
        var code = body == null || body.code() == null ? "" : body.code();
        return credentials.redeem(code).chain(found -> {
            var link = found.orElseThrow(() -> new ApiProblem(
                    403,
                    "used-code",
                    "This code is unknown, was used or has expired; ask for another with ./sluice sign-in."));
            return credentials
                    .issue(new Credentials.Order(link.subject(), link.roles(), LIFETIME, name, link.subject()))
                    .map(issued -> new NewTokenView(issued.secret(), TokenDesk.view(issued.credential())));
        });
    }

    @GET
    @Path("caller")
    @RolesAllowed({Roles.VIEWER, Roles.SENDER, Roles.AGENT})
    @Operation(summary = "Who the caller is to this server")
    public CallerView caller() {
        return new CallerView(
                caller.getPrincipal().getName(),
                new TreeSet<>(caller.getRoles()).stream().toList());
    }
}
