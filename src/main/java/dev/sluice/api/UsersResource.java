package dev.sluice.api;

import dev.sluice.api.view.NewUserRequest;
import dev.sluice.api.view.PasswordRequest;
import dev.sluice.api.view.RoleRequest;
import dev.sluice.api.view.UserView;
import dev.sluice.security.Roles;
import dev.sluice.security.User;
import dev.sluice.security.Users;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Users: who may sign in with a password, and as what. */
@Path("/api/users")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.ADMIN)
@Tag(name = "access", description = "Users, tokens and sign-in links: who may call, and as what.")
class UsersResource {

    private final Users users;
    private final SecurityIdentity caller;

    UsersResource(Users users, SecurityIdentity caller) {
        this.users = users;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "Everybody who can sign in with a password, and who could once")
    public Uni<List<UserView>> list() {
        return users.all().map(all -> all.stream().map(UsersResource::view).toList());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Add a user",
            description = "A password has 12 to 128 characters, 6 different ones at least, and does not hold the name.")
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<UserView> add(@Nullable NewUserRequest body) {
        if (body == null) {
            throw ApiProblem.badRequest("missing-body", "The body is empty; send a JSON object, see /q/openapi.");
        }
        return users.add(body.name(), body.role(), body.password(), actor()).map(UsersResource::view);
    }

    @PUT
    @Path("{name}/role")
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Change what a user may",
            description = "Ends their sessions, and revokes their tokens that may more than that.")
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<UserView> role(String name, @Nullable RoleRequest body) {
        return users.role(name, body == null ? null : body.role(), actor()).map(UsersResource::view);
    }

    @PUT
    @Path("{name}/password")
    @RolesAllowed(Roles.VIEWER)
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Set a password",
            description = "One's own with the present one beside it; another's by an admin. Ends the user's sessions.")
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<Void> password(String name, @Nullable PasswordRequest body) {
        var next = body == null ? null : body.password();
        if (name.equals(actor())) {
            return users.ownPassword(name, body == null ? null : body.current(), next)
                    .replaceWithVoid();
        }
        if (!caller.hasRole(Roles.ADMIN)) {
            throw new ApiProblem(403, "admins-only", "Only an admin sets the password of somebody else.");
        }
        return users.password(name, next, actor()).replaceWithVoid();
    }

    @POST
    @Path("{name}/{act: disable|enable|sign-out}")
    @Operation(
            summary = "Disable, enable or sign out",
            description = "disable: no sign-in, and every session and token of theirs is void. enable: they may sign in"
                    + " again. sign-out: their sessions end.")
    @APIResponse(responseCode = "404", ref = "unknown")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<Void> act(String name, String act) {
        return switch (act) {
            case "disable" -> users.disable(name, actor()).replaceWithVoid();
            case "enable" -> users.enable(name, actor()).replaceWithVoid();
            default -> users.signOut(name, actor());
        };
    }

    private String actor() {
        return caller.getPrincipal().getName();
    }

    static UserView view(User user) {
        return new UserView(
                user.name(),
                user.role(),
                user.disabledAt().isEmpty(),
                user.createdAt(),
                user.createdBy(),
                user.passwordAt());
    }
}
