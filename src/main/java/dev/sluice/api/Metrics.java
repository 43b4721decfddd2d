package dev.sluice.api;

import dev.sluice.security.Roles;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.StringWriter;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * What Sluice says of itself, for Prometheus: the text format, or OpenMetrics when asked for.
 *
 * <p>It tells who owns which nodes, so it needs a credential with the role sender or viewer, on loopback too.
 */
@Path("/metrics")
@Tag(name = "metrics")
final class Metrics {

    private final CollectorRegistry registry;

    Metrics(CollectorRegistry registry) {
        this.registry = registry;
    }

    @GET
    @Blocking
    @RolesAllowed({Roles.VIEWER, Roles.SENDER})
    @Operation(summary = "Sluice's own metrics", description = "Prometheus text format, or OpenMetrics by Accept.")
    public Response scrape(@HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept) throws IOException {
        var type = TextFormat.chooseContentType(accept);
        var text = new StringWriter();
        TextFormat.writeFormat(type, text, registry.metricFamilySamples());
        return Response.ok(text.toString())
                .header(HttpHeaders.CONTENT_TYPE, type)
                .build();
    }

    /** One registry per start of the application: the static default one would outlive a live reload. */
    static final class Registry {

        /** Holds the JVM's metrics and every bean that is a {@link Collector}; a feature only declares its bean. */
        @Produces
        @Singleton
        static CollectorRegistry registry(@Any Instance<Collector> collectors) {
            var registry = new CollectorRegistry(true);
            DefaultExports.register(registry);
            collectors.forEach(registry::register);
            return registry;
        }
    }
}
