package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.FakesProfile;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The command line against the real API, found and let in by the context file that the server wrote. */
@QuarkusTest
@TestProfile(FakesProfile.class)
@WithTestResource(PostgresResource.class)
class EndToEndTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void everyVerbReachesItsEndpoint() {
        assertThat(run("status")).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out()).contains("Spark", "1.50", "overloaded", "Suggestion s-12", "Operation op-7");
        assertThat(run("frameworks")).isZero();
        assertThat(run("nodes", "--framework", "spark")).isZero();
        assertThat(out()).contains("node-1");
        assertThat(run("suggestions", "--all")).isZero();
        assertThat(run("suggestions", "s-12")).isZero();
        assertThat(run("move", "--from", "yarn", "--to", "spark", "--nodes", "1", "--reason", "r"))
                .isZero();
        assertThat(out()).contains("--node node-2");
        assertThat(run("move", "--from", "yarn", "--to", "spark", "--nodes", "1", "--reason", "r", "--yes"))
                .isZero();
        assertThat(run("approve", "s-12")).isZero();
        assertThat(run("reject", "s-12", "--reason", "r")).isZero();
        assertThat(run("operations")).isZero();
        assertThat(run("operations", "op-7")).isZero();
        assertThat(run("undo", "op-7", "--reason", "r", "--yes")).isZero();
        assertThat(run("cancel", "op-7", "--reason", "r")).isZero();
        assertThat(run("retry", "op-7", "--node", "node-2", "--reason", "r")).isZero();
        assertThat(run("force", "op-7", "--reason", "r")).isZero();
        assertThat(out()).contains("node-2 would feel FORCE.", "./sluice force op-7 --reason r --yes");
        assertThat(run("wait", "op-7", "--for", "2h", "--reason", "r")).isZero();
        assertThat(run("pin", "node-1", "--reason", "r")).isZero();
        assertThat(run("unpin", "node-1", "--reason", "r")).isZero();
        assertThat(run("settle", "node-3", "--owner", "spark", "--reason", "r")).isZero();
        assertThat(out()).contains("node-1 is pinned.", "node-3 is settled with spark.");
        assertThat(run("sign-in")).isZero();
        assertThat(out()).contains("/sign-in?code=slc_");
    }

    @Test
    void refusalsArriveAsTheirSentence() {
        assertThat(run("operations", "op-99")).isEqualTo(4);
        assertThat(run("nodes", "--state", "asleep")).isEqualTo(4);
        assertThat(run("move", "--from", "sprak", "--to", "yarn", "--nodes", "1", "--reason", "r"))
                .isEqualTo(4);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("operation 'op-99'", "'state' is 'asleep'", "framework 'sprak'; known are spark, yarn")
                .hasLineCount(3);
    }

    private int run(String... arguments) {
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                true);
        var environment = Map.of("SLUICE_CONTEXT", "target/api-test/context.json");
        return SluiceCommand.run(arguments, environment, Path.of("target"), Clock.systemUTC(), terminal);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
