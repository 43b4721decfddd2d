package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.view.ControlView;
import dev.sluice.api.view.JoinTokenView;
import dev.sluice.api.view.PlanView;
import dev.sluice.api.view.ProblemView;
import dev.sluice.api.view.SignInLinkView;
import dev.sluice.api.view.SuggestionView.EffectView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every verb against a stub; what a person sees is held in {@code src/test/resources/cli}. */
class CommandLineTest {

    @TempDir
    Path home = Path.of("unset");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private StubServer stub = unset();
    private boolean color;
    private boolean tty;
    private boolean unicode = true;

    @BeforeEach
    void start() throws IOException {
        stub = new StubServer();
        context(stub.url(), StubServer.TOKEN);
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    // --- what a person sees

    @Test
    void status() throws IOException {
        stub.answers("GET /api/status", Fleet.status());
        assertThat(run("status")).isZero();
        shows("status");
    }

    @Test
    void statusWithoutUnicode() throws IOException {
        unicode = false;
        stub.answers("GET /api/status", Fleet.status());
        assertThat(run("status")).isZero();
        shows("status-ascii");
        assertThat(out().chars().allMatch(c -> c < 128)).isTrue();
    }

    @Test
    void frameworks() throws IOException {
        stub.answers("GET /api/frameworks", Fleet.frameworks());
        assertThat(run("frameworks")).isZero();
        shows("frameworks");
    }

    @Test
    void nodes() throws IOException {
        stub.answers("GET /api/nodes?framework=yarn&state=moving", Fleet.nodes());
        assertThat(run("nodes", "--framework", "yarn", "--state", "moving")).isZero();
        shows("nodes");
    }

    @Test
    void oneSuggestionWithWhatWasLeftOut() throws IOException {
        stub.answers("GET /api/suggestions/s-12", Fleet.suggestion("OPEN"));
        assertThat(run("suggestions", "s-12")).isZero();
        shows("suggestion");
    }

    @Test
    void noSuggestions() {
        stub.answers("GET /api/suggestions", "[]");
        assertThat(run("suggestions")).isZero();
        assertThat(out()).isEqualTo("Nothing to suggest.\n");
    }

    @Test
    void operations() throws IOException {
        stub.answers(
                "GET /api/operations?limit=20",
                List.of(Fleet.operation("RUNNING", "DRAINING"), Fleet.operation("DONE", "MOVED")));
        assertThat(run("operations")).isZero();
        shows("operations");
    }

    @Test
    void oneOperation() throws IOException {
        stub.answers("GET /api/operations/op-7", Fleet.operation("RUNNING", "DRAINING"));
        assertThat(run("operations", "op-7")).isZero();
        shows("operation");
    }

    @Test
    void aDryRunShowsThePlanAndTheExactCommand() throws IOException {
        stub.answers(
                "POST /api/operations",
                new PlanView(
                        "yarn",
                        "spark",
                        List.of("node-4", "node-6"),
                        List.of(new EffectView("yarn", 3, 1, 0.33, 0.99), new EffectView("spark", 2, 4, 1.62, 0.81)),
                        List.of(),
                        Fleet.DRAIN));
        assertThat(run("move", "--from", "yarn", "--to", "spark", "--nodes", "2", "--reason", "month's end"))
                .isZero();
        shows("plan");
        assertThat(stub.asked)
                .singleElement()
                .asString()
                .contains("\"count\":2")
                .contains("\"dryRun\":true");
    }

    @Test
    void aPlanThatCannotStartSaysWhyAndIsRefused() throws IOException {
        stub.answers(
                "POST /api/operations",
                new PlanView(
                        "yarn",
                        "spark",
                        List.of(),
                        List.of(),
                        List.of("YARN would keep 0 nodes; its guarantee is 1.", "The agent of node-5 is away."),
                        null));
        assertThat(run("move", "--from", "yarn", "--to", "spark", "--nodes", "3", "--reason", "r"))
                .isEqualTo(4);
        shows("plan-refused");
    }

    @Test
    void help() throws IOException {
        assertThat(run("move", "--help")).isZero();
        shows("move-help");
    }

    // --- acts

    @Test
    void aMoveThatIsMeantStarts() {
        stub.answers("POST /api/operations", 201, Fleet.operation("RUNNING", "DRAINING"));
        assertThat(run("move", "--from", "reservoir", "--to", "spark", "--node", "a,b", "--reason", "r", "--yes"))
                .isZero();
        assertThat(stub.asked)
                .singleElement()
                .asString()
                .contains("\"from\":null", "\"nodes\":[\"a\",\"b\"]", "\"dryRun\":false");
        assertThat(out()).contains("Started op-7", "./sluice operations op-7 --watch");
    }

    @Test
    void anApprovalNamesItsOperation() {
        stub.answers("POST /api/suggestions/s-12/approve", Fleet.suggestion("APPROVED"));
        assertThat(run("approve", "s-12")).isZero();
        assertThat(out()).contains("Approved s-12: op-8 moves node-4 from yarn to spark.");
    }

    @Test
    void aRejectionCarriesItsReason() {
        stub.answers("POST /api/suggestions/s-12/reject", Fleet.suggestion("REJECTED"));
        assertThat(run("reject", "s-12", "--reason", "not now")).isZero();
        assertThat(stub.asked).containsExactly("POST /api/suggestions/s-12/reject {\"reason\":\"not now\"}");
    }

    @Test
    void whatIsDangerousTouchesNothingWithoutYes() {
        stub.answers(
                "POST /api/operations/op-7/undo",
                new ControlView(
                        "op-7",
                        "UNDO",
                        true,
                        List.of(new ControlView.NodeEffectView(
                                "node-3", "DRAINING", true, "node-3 is DRAINING; it goes back to yarn."))));
        assertThat(run("undo", "op-7", "--reason", "wrong one")).isZero();
        assertThat(out())
                .contains("node-3 is DRAINING; it goes back to yarn.")
                .contains("./sluice undo op-7 --reason 'wrong one' --yes");
        assertThat(stub.asked)
                .containsExactly(
                        "POST /api/operations/op-7/undo {\"reason\":\"wrong one\",\"seconds\":null,\"dryRun\":true}");
    }

    @Test
    void whatCannotBeForcedIsSaidAndExitsWithRefused() {
        stub.answers(
                "POST /api/operations/op-7/nodes/node-3/force",
                new ControlView(
                        "op-7",
                        "FORCE",
                        false,
                        List.of(new ControlView.NodeEffectView(
                                "node-3", "JOINING", false, "node-3 is JOINING; only a drain can be forced."))));
        assertThat(run("force", "op-7", "--node", "node-3", "--reason", "r")).isEqualTo(4);
        assertThat(out()).contains("only a drain can be forced").contains("There is nothing to force.");
    }

    @Test
    void whatIsMeantIsAskedFor() {
        stub.answers("POST /api/operations/op-7/undo", Fleet.operation("RUNNING", "ROLLING_BACK"));
        stub.answers("POST /api/operations/op-7/cancel", Fleet.operation("RUNNING", "ROLLING_BACK"));
        stub.answers("POST /api/operations/op-7/nodes/node-3/wait", Fleet.operation("RUNNING", "DRAINING"));
        assertThat(run("undo", "op-7", "--reason", "r", "--yes")).isZero();
        assertThat(run("cancel", "op-7", "--reason", "r")).isZero();
        assertThat(run("wait", "op-7", "--node", "node-3", "--for", "30m", "--reason", "r"))
                .isZero();
        assertThat(stub.asked)
                .containsExactly(
                        "POST /api/operations/op-7/undo {\"reason\":\"r\",\"seconds\":null,\"dryRun\":false}",
                        "POST /api/operations/op-7/cancel {\"reason\":\"r\",\"seconds\":null,\"dryRun\":false}",
                        "POST /api/operations/op-7/nodes/node-3/wait"
                                + " {\"reason\":\"r\",\"seconds\":1800,\"dryRun\":false}");
    }

    @Test
    void aTimeThatIsNoneIsNamed() {
        assertThat(run("wait", "op-7", "--for", "soon", "--reason", "r")).isEqualTo(2);
        assertThat(err()).contains("'soon' must be a number and s, m or h, as in 30m");
    }

    @Test
    void aStuckMoveSaysWhatIsPossibleNow() {
        var stuck = Fleet.operation("STUCK", "STUCK");
        stub.answers("GET /api/operations/op-6", stuck);
        assertThat(run("operations", "op-6")).isZero();
        assertThat(out()).contains("stuck since 9 s ago; possible now: undo");
    }

    @Test
    void aSignInLinkIsPrinted() {
        stub.answers(
                "POST /api/sign-in-links", new SignInLinkView("http://x/sign-in?code=c", Fleet.NOW.plusSeconds(900)));
        assertThat(run("sign-in")).isZero();
        assertThat(out()).startsWith("http://x/sign-in?code=c\n").contains("15 min");
    }

    @Test
    void agents() throws IOException {
        stub.answers("GET /api/agents", Fleet.agents());
        assertThat(run("agents")).isZero();
        shows("agents");
    }

    @Test
    void aJoinTokenIsPrintedAloneOnItsLine() {
        stub.answers("POST /api/agents/tokens", new JoinTokenView("slj_x", "node-17", Fleet.NOW.plusSeconds(3600)));
        assertThat(run("agents", "token", "--node", "node-17")).isZero();
        assertThat(out()).startsWith("slj_x\n").contains("For node-17 only, good once, for 60 min");
        assertThat(stub.asked).containsExactly("POST /api/agents/tokens {\"node\":\"node-17\"}");
    }

    @Test
    void anAgentIsRotatedAndRevoked() {
        stub.answers("POST /api/agents/node-17/rotation", "{}");
        stub.answers("DELETE /api/agents/node-17/credential", "{}");
        assertThat(run("agents", "rotate", "node-17")).isZero();
        assertThat(run("agents", "revoke", "node-17")).isZero();
        assertThat(out())
                .contains("Asked the agent of node-17 to get itself a new credential.")
                .contains("its worker goes on. To let it back in: ./sluice agents token --node node-17");
        assertThat(stub.asked)
                .extracting(String::strip)
                .containsExactly("POST /api/agents/node-17/rotation", "DELETE /api/agents/node-17/credential");
    }

    @Test
    void anAgentThatIsNotThereIsASentence() {
        stub.answers(
                "DELETE /api/agents/node-9/credential",
                404,
                ProblemView.of(404, "unknown-node", "No agent of node-9 has ever called.", null));
        assertThat(run("agents", "revoke", "node-9")).isEqualTo(4);
        assertThat(err()).isEqualTo("No agent of node-9 has ever called.\n");
        assertThat(run("agents", "revoke")).isEqualTo(2);
        assertThat(run("agents", "token")).isEqualTo(2);
    }

    // --- watching

    @Test
    void watchingAppendsALinePerChangeAndEndsWithTheOperation() {
        // Given
        stub.answers("GET /api/operations/op-7", Fleet.operation("RUNNING", "DRAINING"));
        stub.answers("GET /api/operations/op-7", Fleet.operation("RUNNING", "DRAINING"));
        stub.answers("GET /api/operations/op-7", Fleet.operation("RUNNING", "JOINING"));
        stub.answers("GET /api/operations/op-7", Fleet.operation("DONE", "MOVED"));

        // When
        assertThat(run("operations", "op-7", "--watch")).isZero();

        // Then
        assertThat(out().lines().map(line -> line.substring("12:00:00  ".length())))
                .containsExactly(
                        "node-3 draining, 3 left",
                        "op-7 running: 0 of 1 moved, 1 draining",
                        "node-3 joining",
                        "op-7 running: 0 of 1 moved, 1 joining",
                        "node-3 moved",
                        "op-6 done: 1 of 1 moved");
    }

    @Test
    void onATerminalWatchingRewritesItsLines() {
        // Given
        tty = true;
        stub.answers("GET /api/operations/op-7", Fleet.operation("RUNNING", "DRAINING"));
        stub.answers("GET /api/operations/op-7", Fleet.operation("DONE", "MOVED"));

        // When
        assertThat(run("operations", "op-7", "--watch")).isZero();

        // Then: the second drawing goes up as many lines as the first one had
        var drawings = out().split("\u001b\\[6A\u001b\\[J", -1);
        assertThat(drawings).hasSize(2);
        assertThat(drawings[0].lines()).hasSize(6).anyMatch(line -> line.contains("▶ drain"));
        assertThat(drawings[1]).contains("✔ join");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PARTLY_DONE", "UNDONE", "FAILED", "STUCK"})
    void whatDoesNotEndDoneIsRefused(String status) {
        stub.answers("GET /api/operations/op-7", Fleet.operation(status, "STUCK"));
        assertThat(run("operations", "op-7", "--watch")).isEqualTo(4);
    }

    @Test
    void watchingAnUndoEndsWellWhenUndone() {
        stub.answers("POST /api/operations/op-7/undo", Fleet.operation("RUNNING", "ROLLING_BACK"));
        stub.answers("GET /api/operations/op-7", Fleet.operation("UNDONE", "UNDONE"));
        assertThat(run("undo", "op-7", "--reason", "r", "--yes", "--watch")).isZero();
    }

    // --- programs

    @Test
    void programsGetTheServersAnswer() {
        stub.answers("GET /api/operations/op-7", Fleet.operation("RUNNING", "DRAINING"));
        assertThat(run("--output", "json", "operations", "op-7")).isZero();
        assertThat(out()).startsWith("{\n  \"id\" : \"op-7\"").contains("\"createdAt\" : \"2026-03-01T11:59:12Z\"");
    }

    @Test
    void colourIsForTerminalsAndCanBeRefused() {
        color = true;
        stub.answers("GET /api/status", Fleet.status());
        assertThat(run("status")).isZero();
        assertThat(out()).contains("\u001b[31m");
        out.reset();
        assertThat(run("status", "--no-color")).isZero();
        assertThat(out()).doesNotContain("\u001b");
    }

    // --- errors: one sentence, and a code

    @Test
    void aProblemIsItsSentence() {
        stub.answers(
                "POST /api/suggestions/s-9/approve",
                404,
                ProblemView.of(404, "unknown-suggestion", "There is no suggestion s-9.", null));
        assertThat(run("approve", "s-9")).isEqualTo(4);
        assertThat(err()).isEqualTo("There is no suggestion s-9.\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void aFailureOfTheServerIsAFailure() {
        stub.answers("GET /api/status", 500, ProblemView.of(500, "unexpected", "Sluice failed; see 4711.", null));
        assertThat(run("status")).isEqualTo(1);
        assertThat(err()).isEqualTo("Sluice failed; see 4711.\n");
    }

    @ParameterizedTest
    @CsvSource({"200, <html>", "200, ''", "404, <html>", "502, Bad Gateway", "302, ''"})
    void anotherProgramAtTheAddressIsRecognised(int status, String body) {
        stub.answers("GET /api/status", status, body);
        assertThat(run("status")).isEqualTo(1);
        assertThat(err()).contains("is not Sluice's API").hasLineCount(1);
    }

    @Test
    void aWrongTokenNamesWhereItCameFrom() throws IOException {
        var file = Files.writeString(home.resolve("token"), "slc_wrong\n");
        assertThat(run("status", "--server", stub.url(), "--token-file", file.toString()))
                .isEqualTo(4);
        assertThat(err()).contains(file.toString()).hasLineCount(1);
    }

    @Test
    void noServerAtTheAddress() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        context("http://127.0.0.1:" + free, StubServer.TOKEN);
        assertThat(run("status")).isEqualTo(3);
        assertThat(err())
                .contains("127.0.0.1:" + free, "connection refused", "./sluice serve")
                .hasLineCount(1);
    }

    @Test
    void noServerKnown() throws IOException {
        Files.delete(home.resolve(".config/sluice/context.json"));
        assertThat(run("status")).isEqualTo(3);
        assertThat(err()).contains("./sluice serve", "--server").hasLineCount(1);
    }

    @Test
    void theContextsTokenIsNotSentToAnotherServer() throws IOException {
        context("http://127.0.0.1:9", StubServer.TOKEN);
        assertThat(run("status", "--server", stub.url())).isEqualTo(2);
        assertThat(err()).contains("--token-file").hasLineCount(1);
        assertThat(stub.asked).isEmpty();
    }

    @Test
    void theEnvironmentCanNameServerAndToken() throws IOException {
        Files.delete(home.resolve(".config/sluice/context.json"));
        environment.put("SLUICE_SERVER", stub.url() + "/");
        environment.put("SLUICE_TOKEN", StubServer.TOKEN);
        stub.answers("GET /api/suggestions", "[]");
        assertThat(run("suggestions")).isZero();
    }

    @Test
    void aContextFileThatIsNotOneIsNamed() throws IOException {
        Files.writeString(home.resolve(".config/sluice/context.json"), "not json");
        assertThat(run("status")).isEqualTo(3);
        assertThat(err()).contains("context.json").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "move --from yarn",
                "move --from yarn --to spark --reason r",
                "move --from yarn --to spark --reason r --nodes 1 --node a",
                "move --from yarn --to spark --reason r --nodes two",
                "approve",
                "reject s-12",
                "fly",
                "status --output xml",
                "status --server ftp://x",
                "status --token-file /does/not/exist"
            })
    void aWrongCommandLineIsSaidInOneLine(String line) {
        assertThat(run(line.split(" ", -1))).isEqualTo(2);
        assertThat(err()).hasLineCount(1).doesNotContain("Exception");
    }

    @Test
    void aPathWithOddCharactersStaysOnePath() {
        assertThat(run("operations", "../nodes?x=1")).isEqualTo(4);
        assertThat(stub.asked).containsExactly("GET /api/operations/..%2Fnodes%3Fx%3D1");
    }

    private int run(String... arguments) {
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                tty,
                color,
                unicode);
        return SluiceCommand.run(arguments, environment, home, Clock.fixed(Fleet.NOW, ZoneOffset.UTC), terminal);
    }

    private void context(String url, String token) throws IOException {
        var file = home.resolve(".config/sluice/context.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"url\":\"" + url + "\",\"token\":\"" + token + "\"}");
    }

    /** Run with {@code -Dgolden.write=true} to write what is shown now, and read the difference. */
    private void shows(String name) throws IOException {
        var file = Path.of("src/test/resources/cli", name + ".txt");
        var shown = out().replace(stub.url(), "http://127.0.0.1:8080");
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, shown);
        }
        assertThat(shown).isEqualTo(Files.readString(file));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static StubServer unset() {
        try {
            var stub = new StubServer();
            stub.close();
            return stub;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
