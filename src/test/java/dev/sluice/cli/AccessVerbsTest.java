package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sluice.api.view.AuditView;
import dev.sluice.api.view.CallerView;
import dev.sluice.api.view.NewTokenView;
import dev.sluice.api.view.TokenView;
import dev.sluice.api.view.UserView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs of access and audit, against a server that answers as it is told. */
class AccessVerbsTest {

    private final JsonMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path home = Path.of("unset");

    @Test
    void usersAreListed() throws IOException {
        try (var stub = new StubServer()) {
            // Given
            stub.answers(
                    "GET /api/users",
                    List.of(new UserView("ada", "admin", false, Fleet.NOW, "local", Fleet.NOW.minusSeconds(7200))));

            // Then
            assertThat(run(stub, "", "users")).isZero();
            assertThat(text(out)).contains("ada", "admin", "disabled", "2 h old", "local");
        }
    }

    @Test
    void aPasswordIsReadFromTheInputAndNeverFromAnArgument() throws IOException {
        try (var stub = new StubServer()) {
            // Given
            stub.answers("POST /api/users", new UserView("ada", "viewer", true, Fleet.NOW, "local", Fleet.NOW));

            // Then
            assertThat(run(stub, "correct horse battery\n", "users", "add", "ada", "--role", "viewer"))
                    .isZero();
            assertThat(stub.asked).anyMatch(asked -> asked.contains("\"password\":\"correct horse battery\""));
            assertThat(text(out)).contains("Added ada as viewer.").doesNotContain("horse");
            assertThat(run(stub, "", "users", "add", "ada", "--role", "viewer")).isEqualTo(Fault.USAGE);
            assertThat(run(stub, "", "users", "add", "ada", "--role", "viewer", "--password", "x"))
                    .isEqualTo(Fault.USAGE);
        }
    }

    @Test
    void aTokenIsAllThatGoesToTheOutput() throws IOException {
        try (var stub = new StubServer()) {
            // Given
            stub.answers("POST /api/tokens", new NewTokenView("slc_made", token("prometheus")));

            // Then
            assertThat(run(stub, "", "tokens", "create", "scrape", "--role", "sender", "--service", "prometheus"))
                    .isZero();
            assertThat(text(out)).isEqualTo("slc_made\n");
            assertThat(text(err)).contains("Token 17 for prometheus", "shown this once");
        }
    }

    @Test
    void loginKeepsATokenForItsOwnerOnly() throws IOException {
        try (var stub = new StubServer()) {
            // Given
            stub.answers("GET /api/caller", new CallerView("ada", List.of("operator", "viewer")));

            // When
            assertThat(run(stub, StubServer.TOKEN + "\n", "login", stub.url() + "/"))
                    .isZero();

            // Then
            var file = home.resolve("context.json");
            assertThat(Files.readString(file)).contains(stub.url(), StubServer.TOKEN);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(text(out)).contains("as ada (operator, viewer)").doesNotContain("slc_");
        }
    }

    @Test
    void loginRefusesAWrongTokenAndKeepsNothing() throws IOException {
        try (var stub = new StubServer()) {
            assertThat(run(stub, "slc_wrong\n", "login", stub.url())).isEqualTo(Fault.REFUSED);
            assertThat(home.resolve("context.json")).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, ''",
        "1, Record 2 is not what it was",
        "2, Record 2 is missing",
        "3, Record 3 does not follow record 2",
        "4, Record 3 stands after 3"
    })
    void aChainIsVerifiedHereAndTheFirstBrokenRecordNamed(int kind, String fault) throws IOException {
        // Given
        var chain = chain(4);
        switch (kind) {
            case 1 ->
                chain.set(
                        1,
                        with(
                                chain.get(1),
                                "mallory",
                                chain.get(1).previous(),
                                chain.get(1).hash()));
            case 2 -> chain.remove(1);
            case 3 -> chain.set(2, sealed(3, "sluice", "f".repeat(64)));
            case 4 -> chain.add(3, chain.get(2));
            default -> assertThat(kind).isZero();
        }

        // When
        var code = run(null, "", "audit", "verify", "--file", export(chain));

        // Then
        assertThat(code).isEqualTo(kind == 0 ? 0 : Fault.FAILED);
        assertThat(text(kind == 0 ? out : err))
                .contains(kind == 0 ? "4:" + chain.getLast().hash() : fault);
    }

    @Test
    void aChainMadeAnewOrCutOffIsFoundByItsAnchor() throws IOException {
        // Given
        var chain = chain(4);
        var anchor = "3:" + chain.get(2).hash();
        assertThat(run(null, "", "audit", "verify", "--anchor", anchor, "--file", export(chain)))
                .isZero();

        // When: every hash fits, and the second record is another
        var anew = new ArrayList<AuditView>(chain.subList(0, 1));
        for (var number = 2; number <= 4; number++) {
            anew.add(sealed(number, "mallory", anew.getLast().hash()));
        }

        // Then
        assertThat(run(null, "", "audit", "verify", "--file", export(anew))).isZero();
        assertThat(run(null, "", "audit", "verify", "--anchor", anchor, "--file", export(anew)))
                .isEqualTo(Fault.FAILED);
        assertThat(text(err)).contains("Record 3 is another one than it was");
        assertThat(run(null, "", "audit", "verify", "--anchor", anchor, "--file", export(chain.subList(0, 2))))
                .isEqualTo(Fault.FAILED);
        assertThat(text(err)).contains("its end was cut off");
    }

    @Test
    void theServersChainIsReadPageByPage() throws IOException {
        try (var stub = new StubServer()) {
            // Given
            var chain = chain(3);
            stub.answers("GET /api/audit/export?after=0", 200, lines(chain.subList(0, 2)));
            stub.answers("GET /api/audit/export?after=2", 200, lines(chain.subList(2, 3)));
            stub.answers("GET /api/audit/export?after=3", 200, "");

            // Then
            assertThat(run(stub, "", "audit", "verify")).isZero();
            assertThat(text(out)).contains("3 records", "3:" + chain.getLast().hash());
            assertThat(run(stub, "", "audit", "export")).isZero();
            assertThat(text(out)).contains(lines(chain));
        }
    }

    @ParameterizedTest
    @CsvSource({"bash, complete", "zsh, bashcompinit"})
    void completionKnowsEveryVerb(String shell, String word) {
        assertThat(run(null, "", "completion", shell)).isZero();
        assertThat(text(out)).contains(word, "operations", "suggestions", "audit", "login", "--token-file");
    }

    @Test
    void everyExitCodeIsInTheHelp() {
        assertThat(run(null, "", "--help")).isZero();
        assertThat(text(out)).contains("Exit codes: 0 done, 1 failed, 2 wrong command line, 3 no server, 4 refused.");
    }

    private static List<AuditView> chain(int length) {
        var chain = new ArrayList<AuditView>();
        var previous = AuditView.BEGINNING;
        for (var number = 1; number <= length; number++) {
            chain.add(sealed(number, "sluice", previous));
            previous = chain.getLast().hash();
        }
        return chain;
    }

    private static AuditView sealed(long number, String actor, String previous) {
        var open = new AuditView(
                number, Fleet.NOW, actor, "node.settled", "n-ü", "", "why", null, "{\"a\": 1}", previous, "");
        return with(open, actor, previous, open.computed());
    }

    private static AuditView with(AuditView record, String actor, String previous, String hash) {
        return new AuditView(
                record.number(),
                record.at(),
                actor,
                record.act(),
                record.subject(),
                record.origin(),
                record.reason(),
                record.before(),
                record.after(),
                previous,
                hash);
    }

    private static TokenView token(String subject) {
        return new TokenView(17, subject, "TOKEN", "scrape", List.of("sender"), "local", Fleet.NOW, null, null);
    }

    private String export(List<AuditView> chain) throws IOException {
        var file = home.resolve("trail.ndjson");
        Files.writeString(file, lines(chain));
        return file.toString();
    }

    private String lines(List<AuditView> chain) throws JsonProcessingException {
        var lines = new StringBuilder();
        for (var record : chain) {
            lines.append(json.writeValueAsString(record)).append('\n');
        }
        return lines.toString();
    }

    private int run(@Nullable StubServer stub, String input, String... arguments) {
        out.reset();
        err.reset();
        Map<String, String> environment = new HashMap<>(
                Map.of("SLUICE_CONTEXT", home.resolve("context.json").toString()));
        if (stub != null) {
            environment.put("SLUICE_SERVER", stub.url());
            environment.put("SLUICE_TOKEN", StubServer.TOKEN);
        }
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                true);
        var before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return SluiceCommand.run(arguments, environment, home, Clock.fixed(Fleet.NOW, ZoneOffset.UTC), terminal);
        } finally {
            System.setIn(before);
        }
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
