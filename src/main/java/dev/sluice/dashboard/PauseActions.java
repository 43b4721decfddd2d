package dev.sluice.dashboard;

import dev.sluice.api.StatusAssembler;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.security.Roles;
import dev.sluice.suggesting.Pauses;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Leaving frameworks alone for a while, by the forms of the suggestions' page. */
@Path("/pauses")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed(Roles.OPERATOR)
public class PauseActions {

    private final Pauses pauses;
    private final StatusAssembler assembler;
    private final Visitor visitor;

    PauseActions(Pauses pauses, StatusAssembler assembler, Visitor visitor) {
        this.pauses = pauses;
        this.assembler = assembler;
        this.visitor = visitor;
    }

    @POST
    @Operation(hidden = true)
    public Uni<Response> pause(
            @FormParam("framework") @DefaultValue("") String framework,
            @FormParam("minutes") @DefaultValue("") String minutes,
            @FormParam("reason") @Nullable String reason) {
        return Uni.createFrom()
                .deferred(() -> pauses.pause(
                        named(framework), Reasons.minutes(minutes), Reasons.checked(reason), visitor.name()))
                .map(done -> back());
    }

    @POST
    @Path("end")
    @Operation(hidden = true)
    public Uni<Response> resume(@FormParam("framework") @DefaultValue("") String framework) {
        return Uni.createFrom()
                .deferred(() -> pauses.resume(named(framework), visitor.name()))
                .map(done -> back());
    }

    /** All of them when none is named. */
    private Optional<FrameworkId> named(String framework) {
        return framework.isEmpty() ? Optional.empty() : Optional.of(assembler.framework(framework));
    }

    private static Response back() {
        return Response.seeOther(URI.create("/suggestions")).build();
    }
}
