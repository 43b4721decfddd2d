package dev.sluice.telemetry;

import dev.sluice.security.Roles;
import dev.sluice.telemetry.intake.Intake;
import dev.sluice.telemetry.intake.Intake.Version;
import dev.sluice.telemetry.intake.WriteResult;
import dev.sluice.telemetry.intake.WriteResult.Written;
import dev.sluice.telemetry.wire.Malformed;
import dev.sluice.telemetry.wire.SnappyBlock;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus remote write, 1.0 and 2.0.
 *
 * <p>204: all is stored or left out on purpose. 400: some is refused for good, the rest is stored; the body names the
 * first bad series. 413: larger than the cap. 415: another message or encoding. 503: too much at once, send it again.
 */
@Path("/api/v1/write")
@Tag(name = "metrics")
public class RemoteWriteResource {

    /** Up to this many bytes are decoded where they arrive: a worker would cost more than it takes. */
    private static final int AT_ONCE = 1 << 20;

    private static final String RETRY_SECONDS = "5";

    private final Intake intake;

    RemoteWriteResource(Intake intake) {
        this.intake = intake;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @NonBlocking
    @RolesAllowed({Roles.SENDER, Roles.ADMIN})
    @Operation(summary = "Takes Prometheus remote write 1.0 and 2.0: protobuf in a Snappy block")
    public Uni<Response> write(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String type,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
            byte @Nullable [] body) {
        RemoteWriteMessage message = RemoteWriteMessage.of(type, encoding);
        return switch (message) {
            case RemoteWriteMessage.Unsupported no ->
                Uni.createFrom().item(text(415, no.reason()).build());
            case RemoteWriteMessage.Supported yes -> taken(yes.version(), body == null ? new byte[0] : body);
        };
    }

    private Uni<Response> taken(Version version, byte[] body) {
        int unpacked;
        try {
            unpacked = SnappyBlock.claimedLength(body, body.length);
        } catch (Malformed e) {
            // The intake says the same, and counts it.
            unpacked = 0;
        }
        long room = (long) body.length + unpacked;
        if (!intake.reserve(room)) {
            return Uni.createFrom()
                    .item(told(text(503, "too much is coming in at once, send it again later"), version, Written.NOTHING)
                            .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                            .build());
        }
        Uni<Response> answer = Uni.createFrom().item(() -> answer(version, intake.write(version, body)));
        return (unpacked <= AT_ONCE ? answer : answer.runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
                .onTermination()
                .invoke(() -> intake.release(room));
    }

    private static Response answer(Version version, WriteResult result) {
        return switch (result) {
            case WriteResult.Done done ->
                told(Response.status(204), version, done.written()).build();
            case WriteResult.Refused refused ->
                told(text(400, refused.reason() + "; what is good is stored"), version, refused.written())
                        .build();
            case WriteResult.Broken broken ->
                told(text(400, broken.reason() + "; what came before that is stored"), version, broken.written())
                        .build();
            case WriteResult.TooLarge large ->
                told(text(413, large.reason()), version, Written.NOTHING).build();
        };
    }

    private static Response.ResponseBuilder text(int status, String reason) {
        return Response.status(status).type("text/plain;charset=UTF-8").entity(reason + ".\n");
    }

    private static Response.ResponseBuilder told(Response.ResponseBuilder answer, Version version, Written written) {
        return switch (version) {
            case V1 -> answer;
            case V2 ->
                answer.header("X-Prometheus-Remote-Write-Samples-Written", written.samples())
                        .header("X-Prometheus-Remote-Write-Histograms-Written", written.histograms())
                        .header("X-Prometheus-Remote-Write-Exemplars-Written", written.exemplars());
        };
    }
}
