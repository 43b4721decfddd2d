package dev.sluice.agent;

import static dev.sluice.agent.AgentProcess.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/** The real agent against a server that does what no good server would. */
class AgentProcessTest {

    private final Path folder;
    private final ScriptedServer server;
    private final AgentProcess agent;

    AgentProcessTest(@TempDir Path folder) throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/stat")), "needs /proc");
        this.folder = folder;
        this.server = new ScriptedServer().start();
        this.agent = new AgentProcess(folder, "node-1", server.url());
        Files.writeString(agent.tokenFile(), "good\n");
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        agent.close();
        server.close();
    }

    @Test
    void joinsRunsWhatIsWantedAndRefusesAnOlderEpoch() throws Exception {
        // When: it joins with its token
        agent.set("rack", "r1")
                .set("label.zone", "east")
                .set("capacity.cores", "2")
                .start();
        eventually("hello", () -> server.last("hello").isPresent());

        // Then: its hello says what it is, and only its owner can read the credential
        assertThat(server.joins).hasSize(1);
        assertThat(server.last("hello").orElseThrow().encode())
                .contains(
                        "\"node\":\"node-1\"",
                        "\"rack\":\"r1\"",
                        "\"labels\":{\"zone\":\"east\"}",
                        "\"cores\":2",
                        "{\"framework\":\"spark\",\"member\":\"127.0.2.1\",\"prepares\":false}",
                        "\"actual\":{\"role\":null,\"state\":\"STOPPED\",\"epoch\":0");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(agent.state().resolve("credential"))))
                .isEqualTo("rw-------");

        // When // Then: a role, and then the other one
        server.want("spark", 3);
        eventually("spark runs", () -> server.told("spark", "RUNNING", 3));
        assertThat(agent.workers("spark")).hasSize(1);
        server.want("yarn", 4);
        eventually("yarn runs", () -> server.told("yarn", "RUNNING", 4));
        assertThat(agent.workers("spark")).isEmpty();
        assertThat(agent.workers("yarn")).hasSize(1);

        // When // Then: a deposed server speaks, and one that talks nonsense
        server.want("spark", 3);
        server.sockets.getLast().writeTextMessage("{\"kind\":\"want\",\"role\":\"spark\",\"epoch\":\"9\"}");
        server.sockets.getLast().writeTextMessage("{\"kind\":\"run\",\"command\":\"rm\"}");
        server.sockets.getLast().writeTextMessage("not json");
        agent.waitUntilItSays("refused: role spark with epoch 3, this node has seen epoch 4");
        agent.waitUntilItSays("JSON at character 1");
        assertThat(agent.workers("spark")).isEmpty();
        assertThat(agent.workers("yarn")).hasSize(1);

        // When // Then: a role that is not in its file, and none
        server.want("nova", 5);
        eventually("nova is refused", () -> server.told(null, "FAILED", 5));
        assertThat(agent.workers("yarn")).isEmpty();
        server.want(null, 6);
        eventually("nothing runs", () -> server.told(null, "STOPPED", 6));
    }

    @Test
    void goesOnWithoutTheServerAndFindsItAgain() throws Exception {
        // Given
        server.greeting = "{\"kind\":\"want\",\"role\":\"spark\",\"epoch\":7}";
        agent.start();
        eventually("spark runs", () -> server.told("spark", "RUNNING", 7));
        List<Long> worker = agent.workers("spark");

        // When: the server goes, and the agent is killed and started meanwhile
        server.stop();
        agent.waitUntilItSays("tries again");
        agent.kill();
        assertThat(agent.workers("spark")).isEqualTo(worker);
        agent.start();
        agent.waitUntilItSays("found its worker again");

        // Then: the last wish still holds, without anybody to repeat it
        assertThat(agent.workers("spark")).isEqualTo(worker);
        ProcessHandle.of(worker.getFirst()).ifPresent(ProcessHandle::destroyForcibly);
        eventually(
                "the worker is started again",
                () -> agent.workers("spark").size() == 1
                        && !agent.workers("spark").equals(worker));

        // When // Then: the server comes back, with less than it knew
        server.frames.clear();
        server.greeting = "{\"kind\":\"want\",\"role\":\"yarn\",\"epoch\":6}";
        server.start();
        eventually("hello again", () -> server.last("hello").isPresent());
        agent.waitUntilItSays("refused: role yarn with epoch 6");
        eventually("still spark", () -> server.told("spark", "RUNNING", 7));
        assertThat(agent.workers("yarn")).isEmpty();
    }

    @Test
    void aWishThatWasKeptIsCarriedOutAfterAKillAndNeverTurnedBack() throws Exception {
        // Given: an agent that is killed again and again right after it was told, sometimes before it could act
        agent.start();
        eventually("hello", () -> server.last("hello").isPresent());
        for (int epoch = 1; epoch <= 6; epoch++) {
            String role = epoch % 2 == 0 ? "spark" : "yarn";
            server.want(role, epoch);
            String kept = "\"role\":\"" + role + "\",\"prepare\":null,\"epoch\":" + epoch;
            eventually("kept", () -> read("state/wish.json").contains(kept));

            // When
            agent.kill();
            server.frames.clear();
            server.greeting = "{\"kind\":\"want\",\"role\":null,\"epoch\":" + (epoch - 1) + "}";
            agent.start();

            // Then: what was kept holds, although all that a server says now is older
            int now = epoch;
            eventually("it runs", () -> server.told(role, "RUNNING", now));
            assertThat(agent.workers(role)).hasSize(1);
            assertThat(agent.workers(role.equals("spark") ? "yarn" : "spark")).isEmpty();
            assertThat(server.last("refused").orElseThrow().getString("code")).isEqualTo("older-epoch");
        }
    }

    @Test
    void speaksToEveryServerAndFollowsWhicheverIsNewest() throws Exception {
        try (ScriptedServer second = new ScriptedServer().start()) {
            // Given
            agent.set("server", server.url() + ", " + second.url()).start();
            eventually(
                    "both are greeted",
                    () -> server.last("hello").isPresent()
                            && second.last("hello").isPresent());
            assertThat(server.joins.size() + second.joins.size()).isEqualTo(1);

            // When // Then: one wishes, both are told
            server.want("spark", 1);
            eventually("told both", () -> server.told("spark", "RUNNING", 1) && second.told("spark", "RUNNING", 1));

            // When // Then: the second leads now, and the first is late
            second.want("yarn", 2);
            eventually("told both", () -> server.told("yarn", "RUNNING", 2) && second.told("yarn", "RUNNING", 2));
            server.want("spark", 1);
            eventually("refused", () -> server.last("refused").isPresent());
            assertThat(server.last("refused").orElseThrow().getString("sentence"))
                    .isEqualTo("role spark with epoch 1, this node has seen epoch 2");
            assertThat(second.last("refused")).isEmpty();

            // When // Then: the first goes, and the second is heard as before; metrics too
            server.stop();
            second.want(null, 3);
            eventually("told", () -> second.told(null, "STOPPED", 3));
            int writes = second.writes.size();
            eventually("metrics", () -> second.writes.size() > writes + 1);
        }
    }

    @Test
    void saysWhichRoleItLacks() throws Exception {
        // Given
        agent.start();
        eventually("hello", () -> server.last("hello").isPresent());

        // When
        server.want("nova", 5);

        // Then
        eventually("refused", () -> server.last("refused").isPresent());
        assertThat(server.last("refused").orElseThrow().encode())
                .contains(
                        "\"code\":\"unknown-role\"", "\"epoch\":5", "this node has no role 'nova', only [spark, yarn]");
    }

    @Test
    void renewsItsCredentialBeforeItExpires() throws Exception {
        // Given: two thirds of three seconds
        server.expiresInSeconds = 3;
        agent.start();

        // When
        eventually("renewed", () -> server.credentials.size() == 2);

        // Then: it is kept, used, and good for the next connection
        agent.waitUntilItSays("has a new credential");
        assertThat(server.used).containsExactly("Bearer " + ScriptedServer.CREDENTIAL + "1");
        assertThat(read("state/credential")).startsWith(ScriptedServer.CREDENTIAL + "1\n");
        server.credentials.remove(ScriptedServer.CREDENTIAL);
        server.frames.clear();
        agent.kill();
        agent.start();
        eventually("hello", () -> server.last("hello").isPresent());
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void leavesOrStopsItsWorkerAtItsExitAsItsFileSays() throws Exception {
        // Given
        server.greeting = "{\"kind\":\"want\",\"role\":\"spark\",\"epoch\":1}";
        agent.set("on-exit", "leave").start();
        eventually("spark runs", () -> server.told("spark", "RUNNING", 1));
        List<Long> worker = agent.workers("spark");

        // When // Then
        agent.terminate();
        assertThat(agent.workers("spark")).isEqualTo(worker);
        agent.set("on-exit", "stop").start();
        agent.waitUntilItSays("found its worker again");
        agent.terminate();
        assertThat(agent.workers("spark")).isEmpty();

        // And: the wish is still there for the next start
        agent.start();
        eventually("spark runs again", () -> agent.workers("spark").size() == 1);
    }

    @Test
    void saysThatItIsRefusedAndJoinsAgainWithANewToken() throws Exception {
        // Given: a token that is no good
        Files.writeString(agent.tokenFile(), "bad");
        agent.start();
        agent.waitUntilItSays("the server refuses to let this node join: This token is not good.");

        // When // Then
        Files.writeString(agent.tokenFile(), "good");
        eventually("hello", () -> server.last("hello").isPresent());

        // Given: a credential that is revoked while its worker runs
        server.want("spark", 1);
        eventually("spark runs", () -> server.told("spark", "RUNNING", 1));
        server.refuse = true;
        server.refusal = "revoked-credential: This credential was revoked";
        server.upgrades.set(0);
        server.sockets.getLast().close((short) 4401, "the credential of node-1 was revoked");
        agent.waitUntilItSays("refuses this node's credential (401): revoked-credential: This credential was"
                + " revoked; an administrator must issue a new join token for node node-1");
        assertThat(agent.workers("spark")).hasSize(1);

        // And: it does not hammer; nor does it send metrics to who refuses it
        int writes = server.writes.size();
        int upgrades = server.upgrades.get();
        eventually("two more attempts", () -> server.upgrades.get() >= upgrades + 2);
        assertThat(server.writes).hasSize(writes);

        // When // Then: it keeps trying
        server.frames.clear();
        server.refuse = false;
        eventually("hello again", () -> server.last("hello").isPresent());
        assertThat(server.joins).hasSize(2);
    }

    @Test
    void sendsItsMetricsAsRemoteWrite() throws Exception {
        // Given
        server.greeting = "{\"kind\":\"want\",\"role\":\"spark\",\"epoch\":1}";

        // When
        agent.set("metrics.scope", "workers")
                .set("capacity.cores", "2")
                .set("capacity.memory", "2g")
                .start();
        eventually("three reports", () -> server.writes.size() >= 3);

        // Then
        String text = new String(Snappy.uncompress(server.writes.getLast()), StandardCharsets.ISO_8859_1);
        assertThat(text)
                .contains(
                        "node_cpu_seconds_total",
                        "node_memory_MemAvailable_bytes",
                        "node_boot_time_seconds",
                        "instance",
                        "node-1",
                        "sluice-agent");
    }

    @Test
    void staysSmallWithAWorkerAConnectionAndMetrics() throws Exception {
        // Given: as documented, not at its first start
        server.greeting = "{\"kind\":\"want\",\"role\":\"spark\",\"epoch\":1}";
        agent.set("metrics.scope", "workers").fromJar().start();
        eventually("spark runs", () -> server.told("spark", "RUNNING", 1));
        assertThat(agent.terminate()).isEqualTo(143);
        server.writes.clear();

        // When
        agent.start();
        eventually("spark runs", () -> server.told("spark", "RUNNING", 1));

        // Then: what the start has left over is given back, and it does not come back
        eventually("at most 58 MB resident", () -> agent.residentKilobytes() <= 58_000_000 / 1024);
        for (int report = 0; report < 10; report++) {
            int seen = server.writes.size();
            eventually("one more report", () -> server.writes.size() > seen);
            assertThat(agent.residentKilobytes()).as("resident kB").isLessThanOrEqualTo(60_000_000 / 1024);
        }
    }

    @Test
    void aSecondAgentOnTheSameStateFolderIsRefused() throws Exception {
        // Given
        agent.start();
        eventually("hello", () -> server.last("hello").isPresent());

        // When
        Process second = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        "target/classes",
                        "dev.sluice.agent.node.AgentMain",
                        "--config",
                        folder.resolve("agent.properties").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(said).contains("is in use by another agent").doesNotContain("\tat ");
    }
}
