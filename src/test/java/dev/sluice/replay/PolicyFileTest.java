package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {

    private static final List<FrameworkId> TWO = List.of(new FrameworkId("spark"), new FrameworkId("yarn"));

    @TempDir
    Path folder = Path.of("");

    @Test
    void theDefaultsAreTheServers() {
        // When
        Policy policy = PolicyFile.defaults(TWO);
        // Then
        assertThat(policy.planning().dwell()).isEqualTo(Duration.ofMinutes(60));
        assertThat(policy.frameworks().getFirst().policy().mode()).isEqualTo(Mode.SUGGEST);
        assertThat(policy.firstShares(7)).containsExactly(4, 3);
    }

    @Test
    void takesAServersFile() throws IOException {
        // Given
        Path file = write("""
                # the server's
                quarkus.http.port=9000
                sluice.frameworks.spark.kind=spark
                sluice.frameworks.spark.url=http://127.0.0.1:8080
                sluice.frameworks.spark.policy.guarantee=2
                sluice.frameworks.spark.policy.deserved=6
                sluice.frameworks.spark.policy.mode=auto
                sluice.frameworks.yarn.policy.deserved=3
                sluice.planning.dwell=10m
                """);
        // When
        Policy policy = PolicyFile.read(file, TWO);
        // Then
        assertThat(policy.planning().dwell()).isEqualTo(Duration.ofMinutes(10));
        assertThat(policy.frameworks().getFirst().policy().guarantee()).isEqualTo(2);
        assertThat(policy.frameworks().getFirst().policy().mode()).isEqualTo(Mode.AUTO);
        assertThat(policy.firstShares(9)).containsExactly(6, 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sluice.frameworks.spark.policy.guarantee=5;sluice.frameworks.spark.policy.cap=3"
                        + "|line 1, sluice.frameworks.spark.policy.guarantee: policy: 0 ≤ guarantee ≤ deserved ≤ cap must hold,"
                        + " got guarantee 5, deserved 5, cap 3.",
                "sluice.frameworks.spark.policy.weight=0"
                        + "|line 1, sluice.frameworks.spark.policy.weight: policy: weight must be above 0, got 0.0.",
                "#;sluice.frameworks.slurm.policy.weight=1"
                        + "|line 2, sluice.frameworks.slurm.policy.weight: the trace has no framework 'slurm'; it has spark, yarn.",
                "sluice.planning.dwel=1m|line 1, sluice.planning.dwel: is no key of a policy.",
                "sluice.planning.dwell=soon|line 1, sluice.planning.dwell: 'soon' is no value for it.",
                "sluice.planning.tolerance=1.5"
                        + "|line 1, sluice.planning.tolerance: tolerance must be 0 or more and below 1, got 1.5.",
                "sluice.planning.step-cap=0|line 1, sluice.planning.step-cap: step cap must be above 0 and at most 1, got 0.0.",
                "sluice.planning.outlook.recent=0.9"
                        + "|line 1, sluice.planning.outlook.recent: outlook: weights must be 0 or more and add up to 1 at most,"
                        + " got present 0.4, recent 0.9, rhythm 0.2, tail 0.05.",
                "sluice.planning.dwell=1m;sluice.planning.dwell=2m|line 2, sluice.planning.dwell: stands already in line 1.",
            })
    void namesLineKeyAndRule(String text, String sentence) throws IOException {
        // Given
        Path file = write(text.replace(';', '\n'));
        // Then
        assertThatThrownBy(() -> PolicyFile.read(file, TWO)).hasMessage("policy.properties, " + sentence);
    }

    @Test
    void refusesAFleetThatCannotKeepTheGuarantees() throws IOException {
        // Given
        Policy policy = PolicyFile.read(write("sluice.frameworks.spark.policy.guarantee=5"), TWO);
        // Then
        assertThatThrownBy(() -> policy.firstShares(4)).hasMessageContaining("cannot keep guarantees of 5 nodes");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("policy.properties"), text);
    }
}
