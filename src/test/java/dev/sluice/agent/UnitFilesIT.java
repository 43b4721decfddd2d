package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The units of {@code deploy/systemd} as systemd's own tool judges them. */
@Tag("lab")
class UnitFilesIT {

    /** An exposure of 2.0, where 10 is a unit without any restriction. */
    private static final String LIMIT = "20";

    @BeforeEach
    void tool() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "needs systemd-analyze");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sluice-agent.service", "sluice-server.service"})
    void aUnitIsRightAndGivesLittleAway(String unit) throws Exception {
        assertThat(analyze("verify", "deploy/systemd/" + unit)).isEmpty();
        assertThat(analyze("security", "--offline=true", "--threshold=" + LIMIT, "deploy/systemd/" + unit))
                .contains("Overall exposure level for " + unit);
    }

    private static String analyze(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "--no-pager"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
