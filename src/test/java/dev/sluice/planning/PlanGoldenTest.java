package dev.sluice.planning;

import static dev.sluice.inventory.Pictures.NOW;
import static dev.sluice.inventory.Pictures.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.inventory.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * One plan, word for word. {@code mvn test -Dtest=PlanGoldenTest -Dgolden.write=true} writes it; look at what changed.
 */
class PlanGoldenTest {

    private static final Path GOLDEN = Path.of("src/test/resources/planning/plan.txt");

    @Test
    void thePlanIsWordForWordTheSame() throws IOException {
        // Given
        Pictures pictures = new Pictures(NOW)
                .framework("spark", policy(2, 4, 12), 9.6, 4)
                .framework("yarn", policy(1, 4, 12), 1.5, 5)
                .framework("nova", new FrameworkPolicy(0, 2, 9, 1, 0.75, Mode.OBSERVE), 1, 3)
                .framework("slurm", policy(0, 2, 9), 2, 2)
                .nodes("spark", "s1", "s2", "s3", "s4")
                .nodes("yarn", "y1", "y4")
                .nodes("nova", "v1", "v2", "v3")
                .nodes("slurm", "u1", "u2")
                .nodes("", "idle1", "idle2");
        pictures.node("y2", "yarn").running = 3;
        pictures.node("y3", "yarn").agent = false;
        Pictures.Spot y5 = pictures.node("y5", "yarn");
        y5.drainMark = Optional.of("maintenance by ann");
        // When
        String plan = words(new Situation(pictures).plan());
        // Then
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(Optional.ofNullable(GOLDEN.getParent()).orElseThrow());
            Files.writeString(GOLDEN, plan);
        }
        assertThat(plan).isEqualTo(Files.readString(GOLDEN));
    }

    private static String words(PlanningOutcome outcome) {
        StringBuilder text = new StringBuilder();
        for (Suggestion s : outcome.suggestions()) {
            text.append(s.from().map(Object::toString).orElse("reservoir"))
                    .append(" -> ")
                    .append(s.to())
                    .append(": ")
                    .append(s.nodes())
                    .append('\n')
                    .append(s.reason())
                    .append('\n');
            s.effects().forEach(e -> text.append("  ").append(e).append('\n'));
            s.whyNot().forEach(w -> text.append("  ")
                    .append(w.subject())
                    .append(' ')
                    .append(w.rule())
                    .append(": ")
                    .append(w.sentence())
                    .append('\n'));
        }
        text.append("scarce: ").append(outcome.scarce()).append('\n');
        outcome.whyNot().forEach(w -> text.append(w).append('\n'));
        outcome.weighed().forEach(w -> text.append(w)
                .append(" score ")
                .append(w.gain().score())
                .append('\n'));
        return text.toString();
    }
}
