package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartProblemTest {

    @Test
    void aConfigValueIsNamedWithItsKeyAndRule() {
        // Given
        Throwable failure = new ExceptionInInitializerError(new ConfigValidationException(new Problem[] {
            new Problem(
                    "java.lang.IllegalArgumentException: SRCFG00039: The config property sluice.telemetry.window with"
                            + " the config value \"soon\" threw an Exception whilst being converted SRCFG00029: Expected a"
                            + " duration"),
        }));

        // When // Then
        assertThat(StartProblem.sentence(failure, null))
                .isEqualTo("The setting sluice.telemetry.window cannot be \"soon\": Expected a duration."
                        + " Correct it in the config file or the environment.");
    }

    @Test
    void aPortInUseNamesThePort() {
        // Given
        Throwable failure = new RuntimeException(
                new QuarkusBindException("127.0.0.1", 8080, new BindException("Address already in use")));

        // When // Then
        assertThat(StartProblem.sentence(failure, null))
                .isEqualTo("Port 8080 on 127.0.0.1 is in use by another program; stop that one, or choose another with"
                        + " --port.");
    }

    @Test
    void aFeatureSpeaksForItself() {
        // Given
        Throwable failure = new RuntimeException(
                "wrapped", new IllegalArgumentException("sluice.planning.tolerance must be from 0 to 1, not 7"));

        // When // Then
        assertThat(StartProblem.sentence(failure, null))
                .isEqualTo("sluice.planning.tolerance must be from 0 to 1, not 7.");
    }

    @Test
    void theUnknownLeavesItsTraceInTheDataFolder(@TempDir Path data) throws IOException {
        // Given
        Throwable failure = new RuntimeException(new ArithmeticException("/ by zero"));

        // When
        String sentence = StartProblem.sentence(failure, data);

        // Then
        assertThat(sentence)
                .startsWith("The server could not start: / by zero.")
                .contains("last-failure.log");
        assertThat(Files.readString(data.resolve("last-failure.log"))).contains("StartProblemTest");
    }
}
