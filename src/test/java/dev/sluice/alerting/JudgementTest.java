package dev.sluice.alerting;

import static dev.sluice.inventory.Pictures.NOW;
import static dev.sluice.inventory.Pictures.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.alerting.AlertPolicy.Limits;
import dev.sluice.alerting.AlertPolicy.Target;
import dev.sluice.alerting.Episode.Outcome;
import dev.sluice.alerting.Episode.Verdict;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Pictures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgementTest {

    private static final Map<String, String> LATE = Map.of("alertname", "SparkLate");
    private static final Duration HOLD_OFF = Duration.ofMinutes(15);

    private List<AlertPolicy> policies = List.of(late("late", Action.RAISE, OptionalInt.empty()));
    private int cap = 100;

    @Test
    void aRaiseIsWorkedOutFromWhatCarriesTheWork() {
        // When
        Outcome outcome = judgement(NOW).of(LATE);
        // Then
        assertThat(outcome.verdict()).isEqualTo(Verdict.HINTED);
        assertThat(outcome.hint())
                .contains(new Hint(
                        "late",
                        id("spark"),
                        Action.RAISE,
                        OptionalInt.of(3),
                        OptionalInt.of(4),
                        NOW,
                        NOW.plus(Duration.ofHours(1))));
        assertThat(outcome.nextAt()).contains(NOW.plus(HOLD_OFF));
        assertThat(outcome.why()).startsWith("Spark should have 4 nodes, 3 carried its work.");
    }

    @Test
    void furtherEpisodesJoinTheHintAndAddNothing() {
        // Given
        Judgement judgement = judgement(NOW);
        Hint first = judgement.of(LATE).hint().orElseThrow();
        // When
        Hint second = judgement
                .of(Map.of("alertname", "SparkLate", "instance", "other"))
                .hint()
                .orElseThrow();
        Hint later = judgement(NOW.plusSeconds(600), first).of(LATE).hint().orElseThrow();
        // Then
        assertThat(second).isEqualTo(first);
        assertThat(later).isEqualTo(first);
    }

    @Test
    void afterAHintTheNextWaitsForTheHoldOff() {
        // Given a hint that was lifted after a minute
        Hint lifted = hint("late", 3, 4, NOW, NOW.plusSeconds(60));
        // Then
        Outcome early = judgement(NOW.plusSeconds(120), lifted).of(LATE);
        assertThat(early.verdict()).isEqualTo(Verdict.HELD_OFF);
        assertThat(early.hint()).isEmpty();
        assertThat(early.nextAt()).contains(NOW.plus(HOLD_OFF));
        // And then
        assertThat(judgement(NOW.plus(HOLD_OFF), lifted).of(LATE).verdict()).isEqualTo(Verdict.HINTED);
    }

    @Test
    void raisesOfTwoPoliciesDoNotBuildOnEachOther() {
        // Given one that has brought Spark from 2 nodes to the 3 it has
        policies = List.of(late("other", Action.RAISE, OptionalInt.empty()));
        Hint before = hint("late", 2, 3, NOW, NOW.plus(Duration.ofHours(1)));
        // When
        Outcome outcome = judgement(NOW.plusSeconds(60), before).of(LATE);
        // Then it starts from 2 as well, and 3 are there
        assertThat(outcome.verdict()).isEqualTo(Verdict.AT_BOUND);
    }

    @Test
    void neverAboveThePolicysBoundOrTheCap() {
        policies = List.of(late("late", Action.RAISE, OptionalInt.of(3)));
        assertThat(judgement(NOW).of(LATE).verdict()).isEqualTo(Verdict.AT_BOUND);
        policies = List.of(late("late", Action.RAISE, OptionalInt.empty()));
        cap = 3;
        assertThat(judgement(NOW).of(LATE).verdict()).isEqualTo(Verdict.AT_BOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DatasourceNoData", "DatasourceError"})
    void missingDataIsNoLoad(String name) {
        // Given a policy that would take every alert
        policies = List.of(
                policy("all", Map.of("alertname", "*"), Optional.of("spark"), Action.RAISE, OptionalInt.empty()));
        // Then
        assertThat(judgement(NOW).of(Map.of("alertname", name)).verdict()).isEqualTo(Verdict.NO_DATA_SOURCE);
    }

    @Test
    void anAlertIsRoutedByItsOwnLabels() {
        policies = List.of(
                policy("routed", Map.of("severity", "page"), Optional.empty(), Action.HOLD, OptionalInt.empty()));
        assertThat(judgement(NOW)
                        .of(Map.of("severity", "page", "framework", "yarn"))
                        .hint())
                .map(Hint::framework)
                .contains(id("yarn"));
        assertThat(judgement(NOW)
                        .of(Map.of("severity", "page", "framework", "nova"))
                        .why())
                .isEqualTo("Policy routed matches, but there is no framework 'nova'.");
        assertThat(judgement(NOW).of(Map.of("severity", "page")).verdict()).isEqualTo(Verdict.NO_FRAMEWORK);
        assertThat(judgement(NOW).of(Map.of("severity", "info")).verdict()).isEqualTo(Verdict.NO_POLICY);
    }

    @Test
    void withoutAReadingNoTargetIsWorkedOut() {
        // When the picture is an hour old
        Outcome outcome = judgement(NOW.plus(Duration.ofHours(1))).of(LATE);
        // Then
        assertThat(outcome.verdict()).isEqualTo(Verdict.NO_DATA);
        assertThat(outcome.nextAt()).isPresent();
    }

    @Test
    void aPolicyThatMatchesEverythingIsRefused() {
        assertThatThrownBy(() -> AlertPolicy.of("late", new Settings(Map.of(), Optional.of("spark"))))
                .hasMessage("sluice.alerting.policies.late.match: name at least one label, or every alert would match");
        assertThatThrownBy(() -> AlertPolicy.of("late", new Settings(LATE, Optional.empty())))
                .hasMessage("sluice.alerting.policies.late: give either framework or framework-label");
    }

    /** A policy as it is configured. */
    private record Settings(Map<String, String> match, Optional<String> framework) implements AlertingConfig.Policy {
        @Override
        public Optional<String> frameworkLabel() {
            return Optional.empty();
        }

        @Override
        public Action action() {
            return Action.RAISE;
        }

        @Override
        public double raise() {
            return 1.25;
        }

        @Override
        public OptionalInt most() {
            return OptionalInt.empty();
        }

        @Override
        public Duration holdOff() {
            return HOLD_OFF;
        }

        @Override
        public Duration expiry() {
            return Duration.ofHours(1);
        }
    }

    private static Hint hint(String policy, int baseline, int nodes, Instant from, Instant until) {
        return new Hint(
                policy, id("spark"), Action.RAISE, OptionalInt.of(baseline), OptionalInt.of(nodes), from, until);
    }

    private static AlertPolicy late(String name, Action action, OptionalInt most) {
        return policy(name, LATE, Optional.of("spark"), action, most);
    }

    private static AlertPolicy policy(
            String name, Map<String, String> match, Optional<String> framework, Action action, OptionalInt most) {
        return new AlertPolicy(
                name,
                match,
                framework.map(Pictures::id),
                framework.isPresent() ? Optional.empty() : Optional.of("framework"),
                new Target(action, 1.25, most),
                new Limits(HOLD_OFF, Duration.ofHours(1)));
    }

    private Judgement judgement(Instant now, Hint... newest) {
        return new Judgement(policies, picture(now), List.of(newest), now, Duration.ofMinutes(15));
    }

    /** Read at {@link Pictures#NOW}. */
    private FleetPicture picture(Instant now) {
        return new Pictures(now.isBefore(NOW.plus(Duration.ofMinutes(30))) ? now : NOW)
                .framework("spark", Pictures.policy(0, 3, cap), 3, 3)
                .framework("yarn", Pictures.policy(0, 3, 100), 1, 3)
                .nodes("spark", "s1", "s2", "s3")
                .nodes("yarn", "y1", "y2", "y3")
                .build();
    }
}
