package dev.sluice.alerting;

import dev.sluice.alerting.AlertMessage.Malformed;
import dev.sluice.alerting.AlertSetup.Grafana;
import dev.sluice.api.ApiProblem;
import dev.sluice.audit.Unaudited;
import dev.sluice.security.Roles;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseStatus;

/**
 * Where Alertmanager and Grafana post their alerts. 202 means kept, and nothing else; what comes of them is decided later.
 *
 * <p>What may be tried again is answered 503, since Alertmanager gives up at any 4xx, 429 too.
 */
@Path("/api/alerts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "alerts", description = "Alerts as hints: in, and what each caused.")
class AlertIntake {

    private static final Logger LOG = Logger.getLogger(AlertIntake.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int BUSY_SECONDS = 1;
    private static final int AWAY_SECONDS = 5;

    private final AlertBook book;
    private final Grafana grafana;
    private final AlertingConfig config;
    private final Clock clock;
    private final SecurityIdentity caller;
    private final AlertMetrics metrics;
    /** Deliveries on their way into the database. */
    private final AtomicInteger pending = new AtomicInteger();

    /** How many alerts are kept. */
    record Kept(int alerts) {}

    AlertIntake(
            AlertBook book,
            Grafana grafana,
            AlertingConfig config,
            Clock clock,
            SecurityIdentity caller,
            AlertMetrics metrics) {
        this.book = book;
        this.grafana = grafana;
        this.config = config;
        this.clock = clock;
        this.caller = caller;
        this.metrics = metrics;
    }

    @Unaudited
    @POST
    @Path("alertmanager")
    @RolesAllowed({Roles.SENDER, Roles.OPERATOR})
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(summary = "Take the webhook of Alertmanager, version 4", description = "Answered once it is kept.")
    @APIResponse(responseCode = "400", ref = "malformed")
    public Uni<Kept> alertmanager(byte[] body) {
        return keep(body);
    }

    @Unaudited
    @POST
    @Path("grafana")
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(
            summary = "Take the webhook of a Grafana contact point",
            description = "With a token, or signed with the secret of sluice.alerting.grafana.secret-file.")
    @APIResponse(responseCode = "400", ref = "malformed")
    public Uni<Kept> grafana(byte[] body, @Context HttpHeaders headers) {
        admit(body, headers);
        return keep(body);
    }

    @Unaudited
    @PUT
    @Path("grafana")
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(summary = "The same, for contact points that put")
    @APIResponse(responseCode = "400", ref = "malformed")
    public Uni<Kept> grafanaPut(byte[] body, @Context HttpHeaders headers) {
        return grafana(body, headers);
    }

    private void admit(byte[] body, HttpHeaders headers) {
        if (!caller.isAnonymous()) {
            if (Stream.of(Roles.SENDER, Roles.OPERATOR).noneMatch(caller::hasRole)) {
                throw new ForbiddenException();
            }
            return;
        }
        boolean signed = grafana.signature()
                .filter(s -> s.holds(
                        headers.getHeaderString(s.header()),
                        s.stampHeader().map(headers::getHeaderString).orElse(null),
                        body,
                        clock.instant()))
                .isPresent();
        if (!signed) {
            throw new UnauthorizedException();
        }
    }

    private Uni<Kept> keep(byte[] body) {
        long most = config.maxBody().asLongValue();
        if (body.length > most) {
            throw new ApiProblem(
                    413,
                    "large-body",
                    "The body has " + body.length + " bytes; sluice.alerting.max-body allows " + most
                            + ". Set max_alerts in the receiver, or allow more.");
        }
        List<Alert> alerts = read(body);
        if (pending.incrementAndGet() > config.maxPending()) {
            pending.decrementAndGet();
            metrics.putOff();
            throw ApiProblem.later("busy", "Too many alerts come in at once; send this again later.", BUSY_SECONDS);
        }
        return book.keep(alerts, clock.instant())
                .onTermination()
                .invoke(pending::decrementAndGet)
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .transform(failure -> {
                    LOG.debugf("alerts were not kept: %s", failure);
                    metrics.putOff();
                    return ApiProblem.later(
                            "database-away",
                            "The alerts could not be kept, since the database does not answer; send this again later.",
                            AWAY_SECONDS);
                })
                .invoke(() -> metrics.kept(alerts.size()))
                .replaceWith(new Kept(alerts.size()));
    }

    private List<Alert> read(byte[] body) {
        try {
            return AlertMessage.read(body);
        } catch (Malformed e) {
            metrics.refused();
            throw ApiProblem.badRequest("bad-body", String.valueOf(e.getMessage()));
        }
    }
}
