package dev.sluice.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The API's description: what is committed is what the server says, it is complete, and no body that it describes, however
 * it is bent, gets anything but an answer or a problem. {@code -Dopenapi.write=true} writes the committed one.
 */
@QuarkusTest
@TestProfile(FakesProfile.class)
@WithTestResource(PostgresResource.class)
class OpenApiTest {

    private static final Path COMMITTED = Path.of("src/docs/openapi.yaml");
    private static final String JSON = "application/json";
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
    private static final long SEED = 20260105;

    @Inject
    Tokens tokens;

    @Inject
    ObjectMapper json;

    private String token = "";

    private record Described(String method, String path, JsonNode operation) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @Test
    void theCommittedDocumentIsTheRunningOne() throws IOException {
        // Given
        var running = given().get("/q/openapi?format=yaml")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                // The test's own port.
                .replaceAll("(?m)^servers:\\n(?:- .*\\n(?:  .*\\n)*)*", "");
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(COMMITTED, running);
        }

        // Then
        assertThat(Files.readString(COMMITTED)).isEqualTo(running);
    }

    @Test
    void everyOperationIsDescribedInFull() throws IOException {
        var missing = new ArrayList<String>();
        var names = new ArrayList<String>();
        for (var described : operations()) {
            var operation = described.operation();
            names.add(operation.path("operationId").asText());
            if (operation.path("summary").asText().length() < 5) {
                missing.add(described + " has no summary");
            }
            if (operation.path("tags").isEmpty()) {
                missing.add(described + " has no tag");
            }
            if (!operation.path("responses").has("default")) {
                missing.add(described + " does not say how it fails");
            }
            var open = operation.has("security") && operation.path("security").isEmpty();
            if (!open
                    && !(operation.path("responses").has("401")
                            && operation.path("responses").has("403"))) {
                missing.add(described + " does not say what somebody gets who may not");
            }
            if (hasBody(described) && !body(described).has("example")) {
                missing.add(described + " has a body without an example");
            }
        }
        assertThat(names).doesNotHaveDuplicates();
        assertThat(missing).isEmpty();
    }

    @Test
    void everyReferenceLeadsSomewhere() throws IOException {
        var document = document();
        document.findValuesAsText("$ref")
                .forEach(ref -> assertThat(document.at(ref.substring(1)).isMissingNode())
                        .as(ref)
                        .isFalse());
    }

    @Test
    void everyExampleIsABodyThatIsUnderstood() throws IOException {
        for (var described : bodies()) {
            var answer = send(described, json.writeValueAsBytes(body(described).get("example")));
            assertThat(answer.problem()).as("%s: %s", described, answer).isNotIn("bad-body", "missing-body");
            assertThat(answer.status()).as("%s: %s", described, answer).isLessThan(500);
        }
    }

    @Test
    void noBodyHoweverBentGetsAnythingButAnAnswerOrAProblem() throws IOException {
        // Given
        var random = new Random(SEED);
        var wrong = new ArrayList<String>();
        var tried = 0;

        // When
        for (var described : bodies()) {
            for (var bent : bent(body(described).get("example"), random).entrySet()) {
                var answer = send(described, bent.getValue());
                tried++;
                var problem = answer.type().startsWith("application/problem+json")
                        && !answer.problem().isEmpty();
                if (answer.status() >= 500 || (answer.status() >= 400 && !problem)) {
                    wrong.add(described + " with " + bent.getKey() + ": " + answer);
                }
            }
        }

        // Then
        assertThat(tried).isGreaterThan(300);
        assertThat(wrong).isEmpty();
    }

    /** The example, bent in every way that a careless or a hostile caller might; seeded, so that a failure comes again. */
    private Map<String, byte[]> bent(JsonNode example, Random random) throws JsonProcessingException {
        var bodies = new LinkedHashMap<String, byte[]>();
        var text = json.writeValueAsString(example);
        for (var whole : List.of(
                "",
                " ",
                "null",
                "true",
                "7",
                "\"text\"",
                "[]",
                "[{}]",
                "{}",
                "{",
                "}",
                "{\"a\"",
                "\u0000",
                "<xml/>",
                "NaN",
                text + text,
                text.substring(0, text.length() / 2),
                text.replace("}", ",}"),
                "[".repeat(2_000),
                "{\"a\":".repeat(2_000),
                "{\"reason\":\"" + "x".repeat(100_000) + "\"}")) {
            bodies.put("whole " + (whole.length() > 40 ? whole.substring(0, 40) + "…" : whole), bytes(whole));
        }
        bodies.put("bytes that are no text", new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'});
        var noise = new byte[64];
        random.nextBytes(noise);
        bodies.put("noise", noise);
        for (var field : example.properties().stream().map(Map.Entry::getKey).toList()) {
            var without = ((ObjectNode) example).deepCopy();
            without.remove(field);
            bodies.put("no " + field, json.writeValueAsBytes(without));
            for (var value : List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "1.5",
                    "1e400",
                    "99999999999999999999",
                    "\"\"",
                    "\" \"",
                    "[]",
                    "{}",
                    "[null]",
                    "[[[]]]",
                    "{\"a\":{}}",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"../../etc/passwd\"",
                    "\"'; drop table ledger; --\"",
                    "\"<script>\"",
                    "\"" + "y".repeat(5_000) + "\"",
                    "\"\\u202e\\ud83d\\udc34\"")) {
                var shown = value.length() > 30 ? value.substring(0, 30) + "…" : value;
                bodies.put(field + " = " + shown, bytes(replaced(example, field, value)));
            }
            bodies.put(field + " twice", bytes(text.substring(0, text.length() - 1) + ",\"" + field + "\":1}"));
        }
        bodies.put("a field that is unknown", bytes(replaced(example, "unknown" + random.nextInt(1_000), "1")));
        return bodies;
    }

    private String replaced(JsonNode example, String field, String value) throws JsonProcessingException {
        var marked = ((ObjectNode) example).deepCopy();
        marked.set(field, JsonNodeFactory.instance.textNode("@@@"));
        return json.writeValueAsString(marked).replace("\"@@@\"", value);
    }

    private String token() {
        if (token.isEmpty()) {
            token = tokens.make("fuzzer", "admin");
        }
        return token;
    }

    private record Answer(int status, String type, String problem, String text) {

        @Override
        public String toString() {
            return status + " " + type + " " + (text.length() > 200 ? text.substring(0, 200) + "…" : text);
        }
    }

    private Answer send(Described described, byte[] body) {
        var answer = given().header("Authorization", "Bearer " + token())
                .config(config())
                .header("Content-Type", JSON)
                .body(body)
                .request(described.method().toUpperCase(Locale.ROOT), concrete(described.path()));
        var text = answer.asString();
        var type = String.valueOf(answer.contentType());
        return new Answer(answer.statusCode(), type, type.contains("problem") ? answer.path("code") : "", text);
    }

    private static String concrete(String path) {
        return path.replace("{control}", "undo")
                .replaceAll("\\{(id|name)}", "op-7")
                .replaceAll("\\{\\w+}", "node-1");
    }

    private List<Described> bodies() throws IOException {
        var found = operations().stream().filter(OpenApiTest::hasBody).toList();
        assertThat(found).hasSizeGreaterThan(12);
        return found;
    }

    private static boolean hasBody(Described described) {
        return !body(described).isMissingNode();
    }

    /** The missing node where there is none. */
    private static JsonNode body(Described described) {
        return described.operation().at("/requestBody/content").path(JSON);
    }

    private List<Described> operations() throws IOException {
        var operations = new ArrayList<Described>();
        document().path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> METHODS.contains(operation.getKey()))
                .forEach(operation ->
                        operations.add(new Described(operation.getKey(), path.getKey(), operation.getValue()))));
        assertThat(operations).hasSizeGreaterThan(30);
        return operations;
    }

    private JsonNode document() throws IOException {
        return json.readTree(given().get("/q/openapi?format=json").asString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static RestAssuredConfig config() {
        return RestAssured.config()
                .encoderConfig(
                        EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));
    }
}
