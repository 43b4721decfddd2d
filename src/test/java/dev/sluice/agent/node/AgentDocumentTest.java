package dev.sluice.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code src/docs/agent.md} says is what the agent reads. */
class AgentDocumentTest {

    private static final Pattern EXAMPLE = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("`\\.?(?:role\\.<f>)?\\.?([a-z.-]+)(?:\\.?<[A-Za-z]+>)?`");

    private final Path folder;
    private final String document = Files.readString(Path.of("src/docs/agent.md"));

    AgentDocumentTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
    }

    private List<AgentFile> examples() throws IOException {
        List<MatchResult> found = EXAMPLE.matcher(document).results().toList();
        return found.stream()
                .map(example -> {
                    try {
                        return AgentFile.read(Files.writeString(folder.resolve("agent.properties"), example.group(1)));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    @Test
    void everyExampleIsAWholeFile() throws IOException {
        Map<String, String> types = new TreeMap<>();
        for (AgentFile file : examples()) {
            assertThat(file.roles()).isNotEmpty();
            file.roles()
                    .forEach((framework, role) ->
                            types.put(framework, role.recipe().getClass().getSimpleName()));
        }
        assertThat(types)
                .containsExactly(
                        Map.entry("k8s", "SystemdUnits"),
                        Map.entry("nova", "SupervisedProcess"),
                        Map.entry("slurm", "SystemdUnits"),
                        Map.entry("spark", "SupervisedProcess"),
                        Map.entry("swarm", "Hooks"),
                        Map.entry("yarn", "SupervisedProcess"));
    }

    @Test
    void theExamplesSayWhatTheySeemToSay() throws IOException {
        assertThat(recipe(examples().getFirst(), "spark", Recipe.SupervisedProcess.class)
                        .start())
                .hasSize(13)
                .containsSequence("-Dspark.decommission.enabled=true", "org.apache.spark.deploy.worker.Worker");
        assertThat(examples().getFirst().servers()).hasSize(2);
        assertThat(recipe(examples().getLast(), "swarm", Recipe.Hooks.class)
                        .stop()
                        .words())
                .containsExactly("/usr/bin/systemctl", "stop", "docker.socket", "docker.service");
    }

    private static <R extends Recipe> R recipe(AgentFile file, String framework, Class<R> type) {
        return type.cast(Objects.requireNonNull(file.roles().get(framework)).recipe());
    }

    @Test
    void everyKeyThatTheAgentAsksForIsInATable() {
        // Given: the names in the first column of a table row
        TreeSet<String> said = new TreeSet<>();
        document.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .forEach(cell -> KEY.matcher(cell).results().forEach(match -> said.add(match.group(1))));

        // When // Then
        assertThat(said)
                .contains("node", "server", "state", "token-file", "rack", "metrics.scope", "metrics.every")
                .contains("first-role", "on-exit", "retry.longest", "retry.refused", "capacity.cores")
                .contains("member", "type", "directory", "env.", "log-limit", "start", "stop-signal", "stop-timeout")
                .contains("ready", "units", "start-timeout", "check-every", "stop", "check", "check-timeout")
                .contains("prepare", "prepare-timeout", "prepare-check", "prepare-check-timeout");
    }

    @Test
    void theFlagsOfTheUnitAreThoseOfTheTests() throws IOException {
        assertThat(Files.readString(Path.of("deploy/systemd/sluice-agent.service")))
                .contains("@/etc/sluice/agent.jvm");
        assertThat(Files.readAllLines(Path.of("deploy/systemd/agent.jvm")))
                .contains("-XX:+UseSerialGC", "-XX:TrimNativeHeapInterval=5000", "-Xmx24m");
    }
}
