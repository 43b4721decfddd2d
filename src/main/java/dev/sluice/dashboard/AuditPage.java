package dev.sluice.dashboard;

import dev.sluice.api.StatusAssembler;
import dev.sluice.audit.AuditRecord;
import dev.sluice.audit.AuditTrail;
import dev.sluice.dashboard.PageFrame.Section;
import dev.sluice.security.Roles;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
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
import org.jspecify.annotations.Nullable;

/** The audit trail, a page of it at a time. */
@Path("/history/audit")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Roles.ADMIN)
public class AuditPage {

    private static final int SHOWN = 100;

    private final StatusAssembler assembler;
    private final AuditTrail trail;
    private final Visitor visitor;

    AuditPage(StatusAssembler assembler, AuditTrail trail, Visitor visitor) {
        this.assembler = assembler;
        this.trail = trail;
        this.visitor = visitor;
    }

    @CheckedTemplate(basePath = "pages")
    static final class Templates {
        static native TemplateInstance audit(
                PageFrame page, List<AuditRecord> records, String actor, String subject, @Nullable Long older);

        private Templates() {}
    }

    @GET
    @Operation(hidden = true)
    public Uni<TemplateInstance> show(
            @QueryParam("before") @Nullable Long before,
            @QueryParam("actor") @DefaultValue("") String actor,
            @QueryParam("subject") @DefaultValue("") String subject) {
        var filter = new AuditTrail.Filter(before, asked(actor), asked(subject), null);
        return assembler.status().chain(status -> trail.newest(filter, SHOWN)
                .map(records -> Templates.audit(
                        PageFrame.of("Audit trail", Section.HISTORY, visitor, status),
                        records,
                        actor,
                        subject,
                        records.size() < SHOWN ? null : records.getLast().number())));
    }

    private static @Nullable String asked(String text) {
        return text.isBlank() ? null : text.strip();
    }
}
