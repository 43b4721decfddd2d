package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DemoTest {

    @ParameterizedTest
    @CsvSource({
        "--nodes=1, --nodes is 1; the demo runs 2 to 20 nodes.",
        "--nodes=21, --nodes is 21; the demo runs 2 to 20 nodes.",
        "--port=70000, --port is 70000;",
        "--hosts=3, --hosts is 3; the demo runs 4 to 60 hosts of OpenStack.",
        "--phase=0, --phase is 0;",
        "--nodes=many, Invalid value for option '--nodes'",
        "--nose=3, Unknown option: '--nose=3'"
    })
    void refusesAWrongCommandLineInOneSentence(String argument, String sentence) {
        // When
        StringWriter said = new StringWriter();
        CommandLine line = Demo.commandLine().setErr(new PrintWriter(said));
        int exit = line.execute(argument);

        // Then
        assertThat(exit).isEqualTo(2);
        assertThat(said.toString()).startsWith("sluice: " + sentence).doesNotContain("\tat ");
        assertThat(said.toString().lines()).hasSize(1);
    }

    @Test
    void halfOfTheNodesBeginWithEachFramework() {
        assertThat(DemoNode.fleet(5))
                .extracting(DemoNode::owner)
                .containsExactly("spark", "spark", "spark", "yarn", "yarn");
        assertThat(DemoNode.fleet(2)).extracting(DemoNode::owner).containsExactly("spark", "yarn");
    }

    @Test
    void noticesAPortInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            // Given
            taken.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));

            // Then
            assertThat(LabPorts.isFree("127.0.0.1", taken.getLocalPort())).isFalse();
        }
    }

    @Test
    void tellsEachEventOnceAndStartsADeadServerAgain(@TempDir Path dir) throws IOException {
        // Given a server process, and its API with one suggestion and one operation
        AtomicReference<String> status = new AtomicReference<>("{\"suggestions\":[],\"operations\":[]}");
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        http.createContext("/api/status", exchange -> {
            byte[] body = String.valueOf(status.get()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        int port = http.getAddress().getPort();
        Path context = dir.resolve("context.json");
        Files.writeString(context, "{\"url\":\"http://127.0.0.1:1\",\"token\":\"of another server\"}");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        DemoServer server = DemoServer.start(
                dir, List.of("/bin/sh", "-c", "sleep 600; true"), port, Map.of("a.key", "c:\\d"), context);
        try {
            Files.writeString(context, "{\"url\":\"http://127.0.0.1:" + port + "\",\"token\":\"t\"}");
            DemoWatch watch =
                    new DemoWatch(server, new Console(new PrintStream(said, true, StandardCharsets.UTF_8), false));
            watch.begin();

            // When
            status.set("""
                    {"suggestions":[{"id":"s-1","state":"OPEN","from":"yarn","to":"spark","nodes":["node-4"],
                     "reason":"Spark is at 2.00."}],
                     "operations":[{"id":"op-1","status":"RUNNING","from":"spark","to":null,"summary":"0 of 1 moved",
                     "moves":[{"node":"node-1","note":"slow"}]}]}""");
            watch.look();
            watch.look();
            long firstPid = server.process().pid();
            server.process().kill();
            server.process().awaitEnd(Duration.ofSeconds(20));
            watch.look();

            // Then
            String lines = said.toString(StandardCharsets.UTF_8);
            assertThat(lines)
                    .containsOnlyOnce("Suggestion s-1: yarn → spark, 1 node.")
                    .containsOnlyOnce("Spark is at 2.00.")
                    .containsOnlyOnce("./sluice approve s-1")
                    .containsOnlyOnce("Operation op-1, spark → reservoir: 0 of 1 moved")
                    .containsOnlyOnce("node-1: slow")
                    .containsOnlyOnce("The server is gone (exit code 137, killed)")
                    .containsOnlyOnce("The server is back");
            assertThat(server.process().alive()).isTrue();
            assertThat(server.process().pid()).isNotEqualTo(firstPid);
            assertThat(dir.resolve("sluice.properties")).content().contains("a.key=c:\\\\d");

            // When
            server.restoreContext();

            // Then
            assertThat(context).content().contains("of another server");
        } finally {
            http.stop(0);
            server.process().close();
            LabSweep.sweep(dir);
        }
    }
}
