package dev.sluice.audit;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Records every request that would change something, whoever it is by and whatever came of it, before its answer leaves.
 *
 * <p>The address is in no other record: what a request changes may be done later, and by another server. Who cannot be named
 * is not recorded here, so that nobody fills the trail without a credential; signing in records itself.
 */
final class Requests {

    private static final Logger LOG = Logger.getLogger(Requests.class);
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final int LONGEST_PATH = 300;

    private final AuditTrail trail;
    private final SecurityIdentity caller;
    private final CurrentVertxRequest current;

    Requests(AuditTrail trail, SecurityIdentity caller, CurrentVertxRequest current) {
        this.trail = trail;
        this.caller = caller;
        this.current = current;
    }

    @ServerResponseFilter
    Uni<Void> record(ContainerRequestContext request, ContainerResponseContext response, ResourceInfo route) {
        if (SAFE.contains(request.getMethod()) || caller.isAnonymous() || !audited(route)) {
            return Uni.createFrom().voidItem();
        }
        var path = request.getUriInfo().getRequestUri().getRawPath();
        var shown = path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "…";
        return trail.append(
                        caller.getPrincipal().getName(),
                        "request",
                        request.getMethod() + " " + shown,
                        current.getCurrent().request().remoteAddress().hostAddress(),
                        new JsonObject().put("status", response.getStatus()).encode())
                .onFailure()
                // What the request changed has its record: that is written in the same transaction as the change.
                .invoke(failure -> LOG.warnf(
                        "A request by %s could not be put into the audit trail: %s",
                        caller.getPrincipal().getName(), failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private static boolean audited(ResourceInfo route) {
        var method = route.getResourceMethod();
        return method == null
                || !(method.isAnnotationPresent(Unaudited.class)
                        || method.getDeclaringClass().isAnnotationPresent(Unaudited.class));
    }
}
