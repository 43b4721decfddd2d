package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.PostgresResource;
import dev.sluice.telemetry.RollUp.Step;
import dev.sluice.telemetry.RollUps.Mean;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class PostgresRollUpsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Inject
    RollUps rollUps;

    @Test
    void whatIsKeptIsReadAndForgotten() throws Throwable {
        // Given: a tick of several nodes at once, with and without the signal
        await(rollUps.keep(List.of(
                rollUp("node/r-1", Step.MINUTE, 0, 4, 0.5),
                rollUp("node/r-1", Step.MINUTE, 1, 4, 0.6),
                rollUp("node/r-1", Step.TEN_MINUTES, 0, 40, 0.7),
                rollUp("node/r-2", Step.MINUTE, 0, 4, 0.8),
                new RollUp("node/r-3", Step.MINUTE, START, 1, Map.of(0, figures(0.9))))));

        // Then
        Points minutes = read("node/r-1", Step.MINUTE);
        assertThat(minutes.ms())
                .containsExactly(
                        START.plusSeconds(15).toEpochMilli(),
                        START.plusSeconds(45).toEpochMilli(),
                        START.plusSeconds(75).toEpochMilli(),
                        START.plusSeconds(105).toEpochMilli());
        assertThat(minutes.values()).containsExactly(0.25, (float) 0.5, 0.25, (float) 0.6);
        assertThat(read("node/r-1", Step.TEN_MINUTES).values()).containsExactly(0.25, (float) 0.7);
        assertThat(read("node/r-3", Step.MINUTE).size()).isZero();

        // When: another replica has seen more of a minute, and a third less
        await(rollUps.keep(List.of(rollUp("node/r-1", Step.MINUTE, 0, 5, 0.55))));
        await(rollUps.keep(List.of(rollUp("node/r-1", Step.MINUTE, 0, 3, 0.99))));

        // Then
        assertThat(read("node/r-1", Step.MINUTE).values()[1]).isEqualTo((float) 0.55);

        // When
        await(rollUps.forget(Step.MINUTE, START.plusSeconds(60)));

        // Then
        assertThat(read("node/r-1", Step.MINUTE).size()).isEqualTo(2);
        assertThat(read("node/r-1", Step.TEN_MINUTES).size()).isEqualTo(2);
    }

    @Test
    void meansAreOfEverySubjectOfAKind() throws Throwable {
        // Given
        await(rollUps.keep(List.of(
                rollUp("framework/m-1", Step.MINUTE, 0, 4, 0.5),
                rollUp("framework/m-1", Step.MINUTE, 1, 4, 0.5),
                rollUp("framework/m-2", Step.MINUTE, 1, 4, 0.5),
                rollUp("framework/m-2", Step.TEN_MINUTES, 0, 4, 0.5),
                rollUp("node/m-3", Step.MINUTE, 1, 4, 0.5))));

        // Then
        assertThat(await(rollUps.means("framework", 2, Step.MINUTE, START, START.plusSeconds(3600))))
                .containsExactly(
                        new Mean("m-1", START, (float) 0.3),
                        new Mean("m-1", START.plusSeconds(60), (float) 0.3),
                        new Mean("m-2", START.plusSeconds(60), (float) 0.3));
        assertThat(await(rollUps.means("framework", 3, Step.MINUTE, START, START.plusSeconds(3600))))
                .isEmpty();
    }

    @Test
    void nothingToKeepIsNoStatement() throws Throwable {
        await(rollUps.keep(List.of()));
    }

    private Points read(String subject, Step step) throws Throwable {
        return await(rollUps.extremes(subject, 2, step, START, START.plusSeconds(3600)));
    }

    private static <T> T await(Uni<T> uni) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(() -> uni);
    }

    private static RollUp rollUp(String subject, Step step, int nth, int points, double highest) {
        return new RollUp(
                subject,
                step,
                START.plusSeconds((long) nth * step.seconds()),
                points,
                Map.of(2, figures(highest), 8, figures(1)));
    }

    private static double[] figures(double highest) {
        return new double[] {0.25, 0.3, 0.35, 0.4, highest};
    }
}
