package dev.sluice.telemetry;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.fleet.NodeId;
import dev.sluice.security.Credentials;
import dev.sluice.security.Roles;
import dev.sluice.server.PostgresResource;
import dev.sluice.telemetry.intake.Intake;
import dev.sluice.telemetry.wire.Encoded;
import dev.sluice.telemetry.wire.Encoded.Line;
import dev.sluice.telemetry.wire.OtlpJson;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class RemoteWriteRouteTest {

    private static final String V1 = "application/x-protobuf";
    private static final String V2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request";
    private static final String WRITTEN = "X-Prometheus-Remote-Write-%s-Written";

    private static @Nullable String sender;
    private static @Nullable String viewer;

    @TestHTTPResource("/api/v1/write")
    @Nullable
    URI write;

    @Inject
    Credentials credentials;

    @Inject
    Intake intake;

    @Inject
    Telemetry telemetry;

    @Inject
    Clock clock;

    @BeforeEach
    void credentials() throws Throwable {
        if (sender == null) {
            sender = VertxContextSupport.subscribeAndAwait(
                    () -> credentials.issue("prometheus", Set.of(Roles.SENDER), Optional.empty()));
            viewer = VertxContextSupport.subscribeAndAwait(
                    () -> credentials.issue("someone", Set.of(Roles.VIEWER), Optional.empty()));
        }
    }

    @Test
    void goodSamplesAre204InBothVersionsAndFeedTheNode() {
        // Given
        Instant now = clock.instant();

        // When
        for (int i = 3; i >= 0; i--) {
            List<Line> lines =
                    Encoded.node("write-1:9100", 2, now.minusSeconds(15L * i).toEpochMilli(), 1000 - 15 * i);
            byte[] body = i % 2 == 0 ? Encoded.v1(lines) : Encoded.v2(lines);
            ValidatableResponse answer =
                    write(i % 2 == 0 ? V1 : V2, Encoded.packed(body)).statusCode(204);
            if (i % 2 != 0) {
                answer.header(WRITTEN.formatted("Samples"), "" + lines.size())
                        .header(WRITTEN.formatted("Histograms"), "0")
                        .header(WRITTEN.formatted("Exemplars"), "0");
            }
        }

        // Then
        NodeSignals signals = telemetry.signals(new NodeId("write-1"), clock.instant());
        assertThat(signals.readings()).hasSize(4);
        List<List<Number>> points = given().header("Authorization", "Bearer " + viewer)
                .queryParam("signal", "cpu")
                .get("/api/nodes/write-1/series")
                .then()
                .statusCode(200)
                .extract()
                .path("points");
        assertThat(points).hasSize(3);
        assertThat(points.getLast().get(0).longValue()).isEqualTo(now.toEpochMilli());
        assertThat(points.getLast().get(1).doubleValue()).isBetween(0.39, 0.41);
    }

    @Test
    void aBadSeriesIs400AndTheGoodOnesAreKept() {
        Instant now = clock.instant();
        List<Line> lines = List.of(
                Encoded.one("node_load1", "write-2:9100", now.toEpochMilli(), 1),
                Encoded.one(
                        "node_boot_time_seconds",
                        "write-2:9100",
                        now.plusSeconds(3600).toEpochMilli(),
                        1));

        write(V1, Encoded.packed(Encoded.v1(lines)))
                .statusCode(400)
                .body(containsString("node_boot_time_seconds{instance=\"write-2:9100\""))
                .body(containsString("what is good is stored"));
        write(V2, Encoded.packed(Encoded.v2(lines)))
                .statusCode(400)
                .header(WRITTEN.formatted("Samples"), "1")
                .header(WRITTEN.formatted("Histograms"), "0");
        given().header("Authorization", "Bearer " + viewer)
                .queryParam("signal", "load")
                .get("/api/nodes/write-2/series")
                .then()
                .statusCode(200)
                .body("points.size()", equalTo(1));
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, snappy, 415",
        "application/x-protobuf;proto=io.prometheus.write.v9.Request, snappy, 415",
        "application/x-protobuf, gzip, 415",
        "application/x-protobuf, zstd, 415"
    })
    void whatIsNotUnderstoodIs415(String type, String encoding, int status) {
        asSender()
                .header("Content-Encoding", encoding)
                .contentType(type)
                .body(new byte[] {1})
                .post("/api/v1/write")
                .then()
                .statusCode(status)
                .body(containsString("use "));
    }

    @Test
    void brokenBodiesAre4xxWithAReason() {
        write(V1, new byte[] {1, 2, 3, 4}).statusCode(400).body(containsString("no Snappy block"));
        write(V1, new byte[0]).statusCode(400).body(containsString("no Snappy block"));
        write(V1, Encoded.packed(new byte[] {0x0A, 0x7F, 1})).statusCode(400).body(containsString("protobuf"));
        write(V1, Encoded.packed(new byte[17 << 20])).statusCode(413).body(containsString("max-unpacked"));
        write(V2, new byte[] {1, 2, 3, 4}).statusCode(400).header(WRITTEN.formatted("Samples"), "0");
    }

    @Test
    void tooMuchAtOnceIs503WithATimeToComeBack() {
        // Given: all room taken
        long room = 64L << 20;
        assertThat(intake.reserve(room)).isTrue();
        try {
            byte[] body = Encoded.packed(Encoded.v1(Encoded.node("write-3", 1, clock.millis(), 1)));
            write(V1, body).statusCode(503).header("Retry-After", "5");
        } finally {
            intake.release(room);
        }
        // And a large one, which a worker takes, gives its room back
        byte[] large = Encoded.packed(new byte[8 << 20]);
        for (int i = 0; i < 12; i++) {
            write(V1, large).statusCode(400);
        }
    }

    @Test
    void aBodyWithoutALengthIsTakenToo() throws Exception {
        byte[] body = Encoded.packed(Encoded.v1(Encoded.node("write-5", 40, clock.millis(), 1)));
        HttpRequest request = HttpRequest.newBuilder(Objects.requireNonNull(write))
                .header("Authorization", "Bearer " + sender)
                .header("Content-Type", V1)
                .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArray(body)))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    @Test
    void opentelemetryIsTakenInBothEncodings() {
        String json = OtlpTest.request(List.of("""
                {"name":"system.cpu.load_average.1m","gauge":{"dataPoints":[{"timeUnixNano":"%d000000","asDouble":1.5}]}}""".formatted(clock.millis())));
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        otlp("application/json", text).statusCode(200).body(equalTo("{}"));
        byte[] answer = otlp(V1, OtlpJson.toProtobuf(text, text.length))
                .statusCode(200)
                .header("Content-Type", V1)
                .extract()
                .asByteArray();
        assertThat(answer).isEmpty();

        // And what is refused in part is told in the same encoding
        String old = json.replaceAll("\"timeUnixNano\":\"\\d+\"", "\"timeUnixNano\":\"1\"");
        otlp("application/json", old.getBytes(StandardCharsets.UTF_8))
                .statusCode(200)
                .body("partialSuccess.rejectedDataPoints", equalTo("1"))
                .body("partialSuccess.errorMessage", containsString("node_load1"));
        otlp("application/json", new byte[] {'{'})
                .statusCode(400)
                .body("code", equalTo(3))
                .body("message", containsString("no JSON"));
        otlp("text/plain", text).statusCode(415);
        given().contentType("application/json")
                .body("{}")
                .post("/v1/metrics")
                .then()
                .statusCode(401);
    }

    @Test
    void sendersCanLeaveOutWhatIsNotRead() {
        String block = given().header("Authorization", "Bearer " + sender)
                .get("/api/telemetry/relabel")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        Matcher regex = Pattern.compile("regex: '(.*)'").matcher(block);
        assertThat(regex.find()).isTrue();
        Pattern keep = Pattern.compile(regex.group(1));
        assertThat("node_cpu_seconds_total;idle").matches(keep);
        assertThat("node_load1;").matches(keep);
        assertThat("DCGM_FI_DEV_GPU_UTIL;").matches(keep);
        assertThat("node_cpu_seconds_total;user").doesNotMatch(keep);
        assertThat("node_load15;").doesNotMatch(keep);
        assertThat("go_goroutines;").doesNotMatch(keep);
    }

    @Test
    void aNodesReportSaysHowItsMetricsComeIn() {
        write(V1, Encoded.packed(Encoded.v1(Encoded.node("write-6:9100", 1, clock.millis(), 1))))
                .statusCode(204);
        given().header("Authorization", "Bearer " + viewer)
                .get("/api/nodes/write-6/telemetry")
                .then()
                .statusCode(200)
                .body("state", equalTo("LIVE"))
                .body("feeds[0].origin", equalTo("remote-write"));
        given().header("Authorization", "Bearer " + viewer)
                .get("/api/nodes/nobody/telemetry")
                .then()
                .statusCode(200)
                .body("state", equalTo("NEVER_HEARD"));
    }

    private static ValidatableResponse otlp(String type, byte[] body) {
        return asSender().contentType(type).body(body).post("/v1/metrics").then();
    }

    @Test
    void onlyThoseWhoMay() {
        given().contentType(V1)
                .body(new byte[] {1})
                .post("/api/v1/write")
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer " + viewer)
                .contentType(V1)
                .body(new byte[] {1})
                .post("/api/v1/write")
                .then()
                .statusCode(403);
        given().get("/api/nodes/n/series").then().statusCode(401);
    }

    @ParameterizedTest
    @CsvSource({
        "signal=blood, 'signal ''blood'' is not known'",
        "points=1, 'between 2 and 5000'",
        "points=x, 'no whole number'",
        "from=yesterday, 'no time'",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, 'is after'"
    })
    void questionsThatMakeNoSenseAre400(String query, String reason) {
        given().header("Authorization", "Bearer " + viewer)
                .get("/api/nodes/n/series?" + query)
                .then()
                .statusCode(400)
                .body("detail", containsString(reason));
    }

    @Test
    void theIntakesHealthIsOnTheMetricsPage() {
        write(V1, Encoded.packed(Encoded.v1(Encoded.node("write-4", 1, clock.millis(), 1))))
                .statusCode(204);
        given().header("Authorization", "Bearer " + sender)
                .get("/metrics")
                .then()
                .statusCode(200)
                .body(containsString("sluice_telemetry_samples_accepted_total{origin=\"remote-write\""))
                .body(containsString("sluice_telemetry_samples_skipped_total{reason=\"not_kept\""))
                .body(containsString("sluice_telemetry_store_bytes "))
                .body(containsString("sluice_telemetry_newest_sample_age_seconds "))
                .body(containsString("sluice_telemetry_series "));
    }

    private static ValidatableResponse write(String type, byte[] body) {
        return asSender()
                .header("Content-Encoding", "snappy")
                .contentType(type)
                .body(body)
                .post("/api/v1/write")
                .then();
    }

    private static RequestSpecification asSender() {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("Authorization", "Bearer " + sender);
    }
}
