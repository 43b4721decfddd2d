package dev.sluice.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.view.AuditView;
import dev.sluice.audit.AuditRecord;
import dev.sluice.audit.AuditTrail;
import dev.sluice.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The audit trail, to look at and to take away. */
@Path("/api/audit")
@RolesAllowed(Roles.ADMIN)
@Tag(
        name = "audit",
        description = "Who did and decided what, when, from where and why; a chain that shows where it was broken.")
class AuditResource {

    private static final int MOST_LINES = 5_000;

    private final AuditTrail trail;
    private final ObjectMapper json;

    AuditResource(AuditTrail trail, ObjectMapper json) {
        this.trail = trail;
        this.json = json;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The newest records first")
    @APIResponse(responseCode = "400", ref = "malformed")
    public Uni<List<AuditView>> list(
            @Parameter(description = "at most so many, 1 to 500") @QueryParam("limit") @DefaultValue("100") int limit,
            @Parameter(description = "only those with a smaller number") @QueryParam("before") @Nullable Long before,
            @Parameter(description = "only those of this actor") @QueryParam("actor") @Nullable String actor,
            @Parameter(description = "only those about this, for example s-12") @QueryParam("subject") @Nullable
                    String subject,
            @Parameter(description = "only these acts: whole, or before the point, for example suggestion")
                    @QueryParam("act")
                    @Nullable
                    String act) {
        return trail.newest(new AuditTrail.Filter(before, actor, subject, act), Asked.limit(limit))
                .map(records -> records.stream().map(AuditResource::view).toList());
    }

    @GET
    @Path("export")
    @Produces("application/x-ndjson")
    @Operation(
            summary = "The chain, one JSON object a line",
            description = "In its order, at most 5000 lines; ask again after the last number until nothing comes.")
    public Uni<String> export(
            @Parameter(description = "only those after this number") @QueryParam("after") @DefaultValue("0")
                    long after) {
        return trail.after(after, MOST_LINES).map(records -> {
            var lines = new StringBuilder();
            records.forEach(record -> lines.append(line(view(record))).append('\n'));
            return lines.toString();
        });
    }

    private String line(AuditView view) {
        try {
            return json.writeValueAsString(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a view that cannot be written", e);
        }
    }

    static AuditView view(AuditRecord record) {
        return new AuditView(
                record.number(),
                record.at(),
                record.actor(),
                record.act(),
                record.subject(),
                record.origin(),
                record.reason(),
                record.before(),
                record.after(),
                record.previous(),
                record.hash());
    }
}
