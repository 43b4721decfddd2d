package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code deploy/lab/openstack} says when it cannot do its work, and whom its pid files mean. */
@EnabledOnOs(OS.LINUX)
class OpenStackScriptsTest {

    private final Path dir;
    private final Map<String, String> environment = new HashMap<>();

    OpenStackScriptsTest(@TempDir Path dir) {
        this.dir = dir;
        environment.put("SLUICE_OPENSTACK_DIR", dir.resolve("cloud").toString());
        environment.put("SLUICE_CACHE", dir.resolve("cache").toString());
    }

    @Test
    void namesWhatIsMissingAndTheWayOutWhereItMayNotInstall() throws Exception {
        // Given somebody without rights on a Debian that has some of it
        program("dpkg-query", "case \"$*\" in *nova*|*rabbit*) exit 1 ;; *) printf 'install ok installed' ;; esac");
        program("id", "echo 1000");
        program("sudo", "exit 1");

        // When
        var said = run("install");

        // Then
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.text())
                .hasLineCount(1)
                .startsWith("openstack lab: These packages are missing and this user may not install them:"
                        + " python3-nova rabbitmq-server. Install them:")
                .contains("sudo apt-get install --no-install-recommends python3-nova rabbitmq-server");
    }

    @Test
    void saysNothingWhenAllIsThere() throws Exception {
        program("dpkg-query", "printf 'install ok installed'");

        assertThat(run("install")).isEqualTo(new Said(0, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "-1", "1000", "6 7"})
    void refusesWhatIsNoNumberOfHosts(String hosts) throws Exception {
        var said = run("up", hosts);

        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.text())
                .isEqualTo("openstack lab: \"" + hosts + "\" is no number of hosts; give one from 0 to 999.\n");
    }

    @Test
    void refusesAHostThatCannotBeStartedWithoutACloud() throws Exception {
        var said = run("host", "start", "node-1");

        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.text())
                .hasLineCount(1)
                .startsWith("openstack lab: The farm of hosts does not run in " + dir.resolve("cloud")
                        + "; start the cloud first: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../node-1", "", "node 1"})
    void refusesANameThatIsNoHostName(String name) throws Exception {
        assertThat(run("host", "crash", name).exit()).isEqualTo(2);
    }

    @Test
    void doesNotTakeAnotherProcessForAHostBecauseItHasItsPid() throws Exception {
        // Given this very process, once with its own start and once with another
        long pid = ProcessHandle.current().pid();
        var fields = Files.readString(Path.of("/proc/self/stat"))
                .replaceFirst(".*\\) ", "")
                .split(" ", -1);
        var run = Files.createDirectories(dir.resolve("cloud").resolve("run"));
        Files.writeString(run.resolve("compute-mine.pid"), pid + " " + fields[19] + "\n");
        Files.writeString(run.resolve("compute-other.pid"), pid + " 1\n");

        // Then
        assertThat(run("host", "status", "mine")).isEqualTo(new Said(0, "up\n"));
        assertThat(run("host", "status", "other")).isEqualTo(new Said(1, "down\n"));
        assertThat(run("host", "status", "nobody")).isEqualTo(new Said(1, "down\n"));
    }

    @Test
    void stopsNothingWhereNoCloudIs() throws Exception {
        assertThat(run("down", "--wipe")).isEqualTo(new Said(0, ""));
        assertThat(run("down", "--wide").exit()).isEqualTo(2);
    }

    /** What a script printed, and its exit code. */
    private record Said(int exit, String text) {}

    private Said run(String script, String... arguments) throws IOException, InterruptedException {
        var argv = new ArrayList<>(List.of(
                Path.of("deploy", "lab", "openstack", script).toAbsolutePath().toString()));
        argv.addAll(List.of(arguments));
        var builder = new ProcessBuilder(argv).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    /** A program of that name before all others on the PATH. */
    private void program(String name, String script) throws IOException {
        var bin = Files.createDirectories(dir.resolve("bin"));
        var file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        environment.put("PATH", bin + ":/usr/bin:/bin");
    }
}
