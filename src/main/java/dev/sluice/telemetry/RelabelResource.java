package dev.sluice.telemetry;

import dev.sluice.security.Roles;
import dev.sluice.telemetry.store.KeepList;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What senders may leave out, ready to be pasted under {@code remote_write}. */
@Path("/api/telemetry/relabel")
@Tag(name = "metrics")
public class RelabelResource {

    @GET
    @NonBlocking
    @Produces("application/yaml")
    @RolesAllowed({Roles.VIEWER, Roles.SENDER})
    @Operation(summary = "Prometheus's write_relabel_configs that send only what feeds a signal")
    public String relabel() {
        return """
                write_relabel_configs:
                  - source_labels: [__name__, mode]
                    regex: '%s'
                    action: keep
                """.formatted(KeepList.expression());
    }
}
