package dev.sluice.dashboard;

import dev.sluice.security.Roles;
import dev.sluice.security.Users;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The forms about users on the Settings page; each leads back there. */
@Path("/settings/users")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed(Roles.ADMIN)
public class UserActions {

    private final Users users;
    private final Visitor visitor;

    UserActions(Users users, Visitor visitor) {
        this.users = users;
        this.visitor = visitor;
    }

    @POST
    @Operation(hidden = true)
    public Uni<Response> add(
            @FormParam("name") @Nullable String name,
            @FormParam("role") @Nullable String role,
            @FormParam("password") @Nullable String password) {
        return back(users.add(name, role, password, visitor.name()));
    }

    @POST
    @Path("{name}/role")
    @Operation(hidden = true)
    public Uni<Response> role(String name, @FormParam("role") @Nullable String role) {
        return back(users.role(name, role, visitor.name()));
    }

    @POST
    @Path("{name}/password")
    @Operation(hidden = true)
    public Uni<Response> password(String name, @FormParam("password") @Nullable String password) {
        return back(users.password(name, password, visitor.name()));
    }

    @POST
    @Path("{name}/{act: disable|enable|sign-out}")
    @Operation(hidden = true)
    public Uni<Response> act(String name, String act) {
        return switch (act) {
            case "disable" -> back(users.disable(name, visitor.name()));
            case "enable" -> back(users.enable(name, visitor.name()));
            default -> back(users.signOut(name, visitor.name()));
        };
    }

    private static Uni<Response> back(Uni<?> act) {
        return act.map(done -> Response.seeOther(URI.create("/settings#users")).build());
    }
}
