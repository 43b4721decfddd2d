package dev.sluice.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentFileTest {

    private static final String LEAST = "node=node-1\nserver=http://127.0.0.1:8080/\nstate=state\n";

    private final Path folder;

    AgentFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void readsTheLeastWithItsDefaults() throws IOException {
        // When
        AgentFile file = read(LEAST);

        // Then
        assertThat(file.node()).isEqualTo("node-1");
        assertThat(file.server()).isEqualTo(URI.create("http://127.0.0.1:8080"));
        assertThat(file.state()).isEqualTo(folder.resolve("state"));
        assertThat(file.tokenFile()).isEmpty();
        assertThat(file.description())
                .isEqualTo(new AgentFile.Description(
                        Optional.empty(),
                        Map.of(),
                        OptionalDouble.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        0));
        assertThat(file.metrics())
                .isEqualTo(new AgentFile.Metrics(AgentFile.Metrics.Scope.HOST, Duration.ofSeconds(5)));
        assertThat(file.roles()).isEmpty();
        assertThat(file.life()).isEqualTo(new AgentFile.Life(Optional.empty(), AgentFile.Life.OnExit.LEAVE));
        assertThat(file.retry()).isEqualTo(new AgentFile.Retry(Duration.ofSeconds(30), Duration.ofSeconds(60)));
    }

    @Test
    void refusesAFirstRoleThatTheFileDoesNotHave() {
        assertThatThrownBy(() -> read(LEAST + "first-role=spark\nrole.yarn.start=nm\n"))
                .hasMessageContaining("first-role = 'spark': must be one of this file's roles: yarn");
    }

    @Test
    void readsEveryKey() throws IOException {
        // When
        AgentFile file = read(LEAST + """
                token-file=/etc/token
                rack=r1
                label.zone=east
                label.gpu.kind=a100
                capacity.cores=2.5
                capacity.memory=2g
                capacity.disk=10GiB
                capacity.gpus=1
                metrics.scope=workers
                metrics.every=500ms
                on-exit=stop
                first-role=spark
                retry.longest=10s
                retry.refused=2m
                role.spark.type=process
                role.spark.member=127.0.2.1
                role.spark.start=/opt/spark/worker --host "127.0.2.1" a
                role.spark.directory=work/spark
                role.spark.env.SPARK_HOME=/opt/spark
                role.spark.env.EMPTY=
                role.spark.stop-signal=SIGPWR
                role.spark.stop-timeout=2m
                role.spark.ready=127.0.2.1:7078
                role.spark.log-limit=1m
                role.yarn-2.member=node-1.lab
                role.yarn-2.start=nm
                """);

        // Then
        assertThat(file.tokenFile()).hasValue(Path.of("/etc/token"));
        assertThat(file.description().labels()).isEqualTo(Map.of("zone", "east", "gpu.kind", "a100"));
        assertThat(file.description().cores()).hasValue(2.5);
        assertThat(file.description().memoryBytes()).hasValue(2L << 30);
        assertThat(file.description().diskBytes()).hasValue(10L << 30);
        assertThat(file.metrics().every()).isEqualTo(Duration.ofMillis(500));
        assertThat(file.life()).isEqualTo(new AgentFile.Life(Optional.of("spark"), AgentFile.Life.OnExit.STOP));
        assertThat(file.life().firstWish()).isEqualTo(new Wish(Optional.of("spark"), 0));
        assertThat(file.roles().get("spark"))
                .isEqualTo(new Recipe.SupervisedProcess(
                        "spark",
                        "127.0.2.1",
                        List.of("/opt/spark/worker", "--host", "127.0.2.1", "a"),
                        folder.resolve("work/spark"),
                        Map.of("SPARK_HOME", "/opt/spark", "EMPTY", ""),
                        "PWR",
                        Duration.ofMinutes(2),
                        Optional.of(new Recipe.HostPort("127.0.2.1", 7078)),
                        1L << 20));
        assertThat(file.roles()).containsOnlyKeys("spark", "yarn-2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                node=-x                | node = '-x'                 | must have letters
                server=sluice:8080     | server = 'sluice:8080'      | must be an http or https address
                server=http://h/?q=1   | server = 'http://h/?q=1'    | must be an http or https address
                server=ht tp://x       | server = 'ht tp://x'        | Illegal character
                capacity.cores=many    | capacity.cores = 'many'     | must be a number of 0 or more
                capacity.cores=0       | capacity.cores = '0'        | must be above 0
                capacity.cores=-1      | capacity.cores = '-1'       | must be a number of 0 or more
                capacity.memory=2x     | capacity.memory = '2x'      | must be a number of bytes
                capacity.memory=0      | capacity.memory = '0'       | must be a number of bytes above 0
                capacity.memory=99999999t | capacity.memory = '99999999t' | must fit into 63 bits
                capacity.gpus=NaN      | capacity.gpus = 'NaN'       | must be a number of 0 or more
                metrics.scope=all      | metrics.scope = 'all'       | must be one of host, workers, none
                metrics.every=5        | metrics.every = '5'         | must be a number and ms, s, m or h
                metrics.every=0s       | metrics.every = '0s'        | must be longer than zero
                on-exit=kill           | on-exit = 'kill'            | must be one of leave, stop
                rakc=r1                | rakc = 'r1'                 | is not a key of this file
                role.spark.member=m    | role.spark.start is missing | the program to run
                role.spark.start=x     | role.spark.member is missing | the name that the framework knows this node by
                role.Spark.start=x     | role.Spark = 'Spark'        | lower-case letters
                role.s.type=magic      | role.s.type = 'magic'       | must be process
                role.s.ready=7078      | role.s.ready = '7078'       | must be host:port
                role.s.ready=h:70000   | role.s.ready = 'h:70000'    | must be host:port
                role.s.stop-signal=9   | role.s.stop-signal = '9'    | must be a signal's name
                role.s.start=a "b      | role.s.start = 'a "b'       | every double quote must be closed
                role.s.env.A-B=1       | role.s.env.A-B = 'A-B'      | a variable's name has
                role.s.strat=x         | role.s.strat = 'x'          | is not a key of this file
                """)
    void namesFileKeyValueAndRule(String line, String keyAndValue, String rule) {
        assertThatThrownBy(() -> read(LEAST + line + "\n"))
                .isInstanceOf(BadAgentFile.class)
                .hasMessageContaining(folder.resolve("agent.properties") + ": " + keyAndValue + ": ")
                .hasMessageContaining(rule);
    }

    @Test
    void namesEveryProblemAtOnce() {
        BadAgentFile bad = catchThrowableOfType(BadAgentFile.class, () -> read("metrics.every=x\n"));
        assertThat(String.valueOf(bad.getMessage()).lines())
                .hasSize(4)
                .allMatch(line -> line.startsWith(folder.resolve("agent.properties") + ": "))
                .anyMatch(line -> line.contains("node is missing: this node's id"))
                .anyMatch(line -> line.contains("server is missing"))
                .anyMatch(line -> line.contains("state is missing"))
                .anyMatch(line -> line.contains("metrics.every = 'x'"));
    }

    @Test
    void refusesAFileThatIsNotThereOrThatAnybodyMayWrite() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("open.properties"), LEAST);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        // When // Then
        assertThatThrownBy(() -> AgentFile.read(file)).hasMessageContaining("anybody may write to it");
        assertThatThrownBy(() -> AgentFile.read(folder.resolve("none"))).hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> read("node=\\uZZZZ\n")).isInstanceOf(BadAgentFile.class);
    }

    private AgentFile read(String text) throws IOException {
        return AgentFile.read(Files.writeString(folder.resolve("agent.properties"), text));
    }
}
