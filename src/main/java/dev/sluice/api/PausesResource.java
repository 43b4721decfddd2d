package dev.sluice.api;

import dev.sluice.api.view.PauseRequest;
import dev.sluice.api.view.PauseView;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.inventory.Inventory;
import dev.sluice.security.Roles;
import dev.sluice.suggesting.Pauses;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Pauses: what is left alone, why and until when. */
@Path("/api/pauses")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "pauses", description = "Frameworks that nothing is suggested for, with a reason and an end.")
class PausesResource {

    private static final int MOST_MINUTES = 30 * 24 * 60;
    private static final String ALL = "all";

    private final Pauses pauses;
    private final Inventory inventory;
    private final SecurityIdentity caller;

    PausesResource(Pauses pauses, Inventory inventory, SecurityIdentity caller) {
        this.pauses = pauses;
        this.inventory = inventory;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "The pauses that are not over, oldest first")
    public Uni<List<PauseView>> list() {
        return pauses.active().map(all -> all.stream().map(PausesResource::view).toList());
    }

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Leave a framework alone, or all of them",
            description = "Nothing is suggested for it until then; moves by hand stay possible. What is paused already"
                    + " gets the new end and reason.")
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<PauseView> pause(@Nullable PauseRequest body) {
        if (body == null) {
            throw ApiProblem.badRequest("missing-body", "The body is empty; send a JSON object, see /q/openapi.");
        }
        var framework = Optional.ofNullable(body.framework()).map(this::framework);
        var reason = Asked.reason(body.reason());
        var minutes = body.minutes();
        if (minutes == null || minutes < 1 || minutes > MOST_MINUTES) {
            throw ApiProblem.badRequest(
                    "bad-minutes", "'minutes' is " + minutes + "; it must be from 1 to " + MOST_MINUTES + ".");
        }
        return pauses.pause(framework, Duration.ofMinutes(minutes), reason, actor())
                .map(PausesResource::view);
    }

    @DELETE
    @Path("{framework}")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            summary = "End a pause before its time",
            description = "The framework's own, or with 'all' the one of all; pauses of single frameworks stay then.")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<Void> resume(String framework) {
        Optional<FrameworkId> id = ALL.equals(framework) ? Optional.empty() : Optional.of(framework(framework));
        return pauses.resume(id, actor()).map(ended -> {
            if (!ended) {
                throw ApiProblem.notFound("not-paused", "There is no pause of " + framework + "; see GET /api/pauses.");
            }
            return null;
        });
    }

    private FrameworkId framework(String id) {
        return new Asked(inventory.frameworks(), inventory.current())
                .framework(id)
                .id();
    }

    private String actor() {
        return caller.getPrincipal().getName();
    }

    private static PauseView view(Pauses.Pause pause) {
        return new PauseView(
                pause.framework().map(FrameworkId::value).orElse(null),
                pause.reason(),
                pause.actor(),
                pause.since(),
                pause.until());
    }
}
