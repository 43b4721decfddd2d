package dev.sluice.agent.node;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
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
        assertThat(file.servers()).containsExactly(URI.create("http://127.0.0.1:8080"));
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
                role.spark.prepare=/sbin/wipe /scratch
                role.spark.prepare-timeout=1h
                role.spark.prepare-check=/sbin/wiped
                role.spark.prepare-check-timeout=5s
                role.slurm.type=systemd
                role.slurm.member=node-1
                role.slurm.units=slurmd.service \\
                    munge@a.service
                role.slurm.start-timeout=1m
                role.slurm.stop-timeout=2m
                role.slurm.check-every=2s
                role.swarm.type=hook
                role.swarm.member=node-1
                role.swarm.start=up
                role.swarm.stop=down
                role.swarm.stop-timeout=20s
                role.swarm.check=look
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
                .isEqualTo(new Role(
                        "spark",
                        "127.0.2.1",
                        new Role.Setting(
                                folder.resolve("work/spark"),
                                Map.of("SPARK_HOME", "/opt/spark", "EMPTY", ""),
                                1L << 20),
                        new Recipe.SupervisedProcess(
                                List.of("/opt/spark/worker", "--host", "127.0.2.1", "a"),
                                "PWR",
                                Duration.ofMinutes(2),
                                Optional.of(new Recipe.HostPort("127.0.2.1", 7078))),
                        Optional.of(new Role.Prepare(
                                new Recipe.Command(List.of("/sbin/wipe", "/scratch"), Duration.ofHours(1)),
                                Optional.of(new Recipe.Command(List.of("/sbin/wiped"), Duration.ofSeconds(5)))))));
        assertThat(file.roles().get("slurm"))
                .extracting(Role::recipe)
                .isEqualTo(new Recipe.SystemdUnits(
                        List.of("slurmd.service", "munge@a.service"),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(2)));
        assertThat(file.roles().get("swarm"))
                .extracting(Role::recipe)
                .isEqualTo(new Recipe.Hooks(
                        new Recipe.Command(List.of("up"), Duration.ofSeconds(90)),
                        new Recipe.Command(List.of("down"), Duration.ofSeconds(20)),
                        new Recipe.Command(List.of("look"), Duration.ofSeconds(10)),
                        Duration.ofSeconds(5)));
        assertThat(file.roles()).containsOnlyKeys("slurm", "spark", "swarm", "yarn-2");
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
                role.s.type=magic      | role.s.type = 'magic'       | must be process, systemd or hook
                server=http://a,http://a | server = 'http://a,http://a' | must name each address once
                role.s.ready=7078      | role.s.ready = '7078'       | must be host:port
                role.s.ready=h:70000   | role.s.ready = 'h:70000'    | must be host:port
                role.s.stop-signal=9   | role.s.stop-signal = '9'    | must be a signal's name
                role.s.start=a "b      | role.s.start = 'a "b'       | every double quote must be closed
                role.s.env.A-B=1       | role.s.env.A-B = 'A-B'      | a variable's name has
                role.s.strat=x         | role.s.strat = 'x'          | is not a key of this file
                """)
    void namesFileLineKeyValueAndRule(String line, String keyAndValue, String rule) {
        String text = LEAST.lines()
                .filter(l -> !l.startsWith(line.split("=", 2)[0] + "="))
                .collect(joining("\n"));
        assertThatThrownBy(() -> read(text + "\n" + line + "\n"))
                .isInstanceOf(BadAgentFile.class)
                .hasMessageContaining(folder.resolve("agent.properties") + ":"
                        + (text.lines().count() + 1) + ": " + keyAndValue + ": ")
                .hasMessageContaining(rule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                type=hook;start=a;stop=b              | role.s.check is missing: the command that says whether
                type=hook;start=a;check=b             | role.s.stop is missing: the command that stops
                type=hook;stop=a;check=b              | role.s.start is missing: the command that starts
                type=hook;start=a;stop=b;check=c;check-timeout=0s | role.s.check-timeout = '0s': must be longer than zero
                type=hook;start=a;stop=b;check=c;ready=h:1 | role.s.ready = 'h:1': is not a key of this file
                type=systemd                          | role.s.units is missing: the units to start
                type=systemd;units=slurmd             | role.s.units = 'slurmd': must be units with their kind
                type=systemd;units=--force.service    | role.s.units = '--force.service': must be units with their kind
                type=systemd;units=a.service;start=x  | role.s.start = 'x': is not a key of this file
                start=a;prepare-timeout=5m            | role.s.prepare is missing: the command that prepares
                start=a;prepare=b;prepare-check-timeout=5 | role.s.prepare-check-timeout = '5': must be a number and ms
                start=a;start=b                       | role.s.start = 'b': is given twice, first in line 5; keep one
                """)
    void namesWhatARoleLacksOrHasTooMuch(String keys, String problem) {
        // Given: the keys of one role, below its member in line 4
        String role = "role.s.member=m\n"
                + Arrays.stream(keys.split(";")).map(key -> "role.s." + key).collect(joining("\n"));

        // When // Then
        assertThatThrownBy(() -> read(LEAST + role + "\n"))
                .isInstanceOf(BadAgentFile.class)
                .hasMessageContaining(folder.resolve("agent.properties") + ":")
                .hasMessageContaining(": " + problem);
    }

    @Test
    void everyLineOfAProblemIsThatOfTheKey() {
        // When // Then: a comment, an empty line, a continued value and escapes in between
        assertThatThrownBy(() -> read("# x\n" + LEAST + "\nlabel.a=1,\\\n  2\n! y\nrakc\\ x : 1\n"))
                .hasMessage(folder.resolve("agent.properties") + ":9: rakc x = '1': is not a key of this file");
    }

    @Test
    void takesSeveralServers() throws IOException {
        assertThat(read("node=n\nstate=s\nserver=https://a:1/ , https://b:2\n").servers())
                .containsExactly(URI.create("https://a:1"), URI.create("https://b:2"));
    }

    @Test
    void namesEveryProblemAtOnce() {
        BadAgentFile bad = catchThrowableOfType(BadAgentFile.class, () -> read("metrics.every=x\n"));
        assertThat(String.valueOf(bad.getMessage()).lines())
                .hasSize(4)
                .allMatch(line -> line.startsWith(folder.resolve("agent.properties") + ":"))
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
