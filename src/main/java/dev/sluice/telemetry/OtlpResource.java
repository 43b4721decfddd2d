package dev.sluice.telemetry;

import dev.sluice.audit.Unaudited;
import dev.sluice.security.Roles;
import dev.sluice.telemetry.intake.Intake;
import dev.sluice.telemetry.intake.WriteResult;
import dev.sluice.telemetry.wire.OtlpAnswer;
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
import java.util.Locale;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's metrics over HTTP, as protobuf or JSON, plain or in gzip; answered in the same encoding.
 *
 * <p>200: taken, and where some of it is refused for good, {@code partialSuccess} says how many data points and why. 400: no
 * such message. 413: larger than the cap. 415: another type or encoding. 503: too much at once, send it again.
 */
@Path("/v1/metrics")
@Tag(name = "metrics")
public class OtlpResource {

    private static final String PROTOBUF = "application/x-protobuf";

    /** Codes of {@code google.rpc.Status}. */
    private static final int INVALID_ARGUMENT = 3;

    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNIMPLEMENTED = 12;
    private static final int UNAVAILABLE = 14;

    /** Nobody knows what gzip unpacks to before it is done, and JSON is held as a tree; so much is set aside. */
    private static final int ROOM = 8;

    private static final String RETRY_SECONDS = "5";

    private final Intake intake;

    OtlpResource(Intake intake) {
        this.intake = intake;
    }

    @Unaudited
    @POST
    @Consumes(MediaType.WILDCARD)
    @NonBlocking
    @RolesAllowed({Roles.SENDER, Roles.ADMIN})
    @Operation(summary = "Takes OTLP metrics over HTTP: protobuf or JSON, plain or gzip")
    public Uni<Response> export(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String type,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
            byte @Nullable [] sent) {
        String plain = type == null
                ? ""
                : type.toLowerCase(Locale.ROOT).replaceAll(";.*", "").strip();
        boolean json = plain.equals(MediaType.APPLICATION_JSON);
        OtlpAnswer answer = new OtlpAnswer(json);
        if (!json && !plain.equals(PROTOBUF)) {
            return now(
                    415,
                    answer,
                    UNIMPLEMENTED,
                    "Content-Type must be " + PROTOBUF + " or " + MediaType.APPLICATION_JSON);
        }
        boolean gzip = encoding != null && encoding.strip().equalsIgnoreCase("gzip");
        if (encoding != null && !gzip && !encoding.strip().equalsIgnoreCase("identity")) {
            return now(415, answer, UNIMPLEMENTED, "Content-Encoding must be gzip or none");
        }
        byte[] body = sent == null ? new byte[0] : sent;
        long room = (long) ROOM * body.length;
        if (!intake.reserve(room)) {
            return Uni.createFrom()
                    .item(body(
                                    503,
                                    answer,
                                    answer.status(UNAVAILABLE, "too much is coming in at once, send it again later"))
                            .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                            .build());
        }
        Supplier<Response> work = () -> answer(answer, intake.otlp(json, gzip, body));
        return Uni.createFrom()
                .item(work)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onTermination()
                .invoke(() -> intake.release(room));
    }

    private static Response answer(OtlpAnswer answer, WriteResult result) {
        return switch (result) {
            case WriteResult.Done ignored -> body(200, answer, answer.done()).build();
            case WriteResult.Refused refused ->
                body(200, answer, answer.partial(refused.samples(), refused.reason()))
                        .build();
            case WriteResult.Broken broken ->
                body(400, answer, answer.status(INVALID_ARGUMENT, broken.reason()))
                        .build();
            case WriteResult.TooLarge large ->
                body(413, answer, answer.status(RESOURCE_EXHAUSTED, large.reason()))
                        .build();
        };
    }

    private static Uni<Response> now(int status, OtlpAnswer answer, int code, String reason) {
        return Uni.createFrom()
                .item(body(status, answer, answer.status(code, reason)).build());
    }

    private static Response.ResponseBuilder body(int status, OtlpAnswer answer, byte[] bytes) {
        return Response.status(status)
                .type(answer.json() ? MediaType.APPLICATION_JSON : PROTOBUF)
                .entity(bytes);
    }
}
