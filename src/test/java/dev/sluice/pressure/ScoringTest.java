package dev.sluice.pressure;

import static dev.sluice.inventory.Pictures.GIB;
import static dev.sluice.inventory.Pictures.NODE;
import static dev.sluice.inventory.Pictures.NOW;
import static dev.sluice.inventory.Pictures.framework;
import static dev.sluice.inventory.Pictures.id;
import static dev.sluice.inventory.Pictures.load;
import static dev.sluice.inventory.Pictures.pending;
import static dev.sluice.inventory.Pictures.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation.Demand;
import dev.sluice.driver.Observation.Pending;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Pictures;
import dev.sluice.pressure.Pressure.Part;
import dev.sluice.pressure.Pressure.Verdict;
import dev.sluice.telemetry.NodeSignals.Dimension;
import dev.sluice.telemetry.NodeSignals.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoringTest {

    private static final Framework SPARK = framework("spark", policy(0, 3, 10));
    private static final Demand IDLE = new Demand(Resources.NONE, NODE.times(3), List.of());

    private final Pictures pictures = new Pictures(NOW);

    @ParameterizedTest
    @CsvSource({
        // 14.4 cores on 6, 5.4 on 6, 6.6 on 6, 6.7 on 6
        "14.4, 2.40, OVERLOADED",
        "5.4,  0.90, RIGHT",
        "6.6,  1.10, RIGHT",
        "6.7,  1.1167, OVERLOADED",
        "5.3,  0.8833, SLACK",
        "0,    0.00, SLACK",
    })
    void demandIsWorkOverUsableCapacity(double cores, double value, Verdict verdict) {
        // Given
        pictures.framework("spark", policy(0, 3, 10), cores / 2, 3).nodes("spark", "a", "b", "c");
        // When
        Score score = score(Map.of());
        // Then
        assertThat(score.pressure().value().orElseThrow()).isCloseTo(value, within(0.0001));
        assertThat(score.pressure().verdict()).isEqualTo(verdict);
        assertThat(score.pressure().wonBy()).isEqualTo(Part.DEMAND);
        assertThat(score.need().orElseThrow()).isCloseTo(cores / 2, within(0.0001));
    }

    @Test
    void saysWhatIsWanted() {
        // Given
        pictures.framework("spark", policy(0, 3, 10), 7.2, 3).nodes("spark", "a", "b", "c");
        // When
        Score score = score(Map.of());
        // Then
        assertThat(score.because()).isEqualTo("demand: 14.4 cores wanted, 6 usable");
    }

    @Test
    void theDominantDimensionCounts() {
        // Given
        pictures.framework(
                        SPARK,
                        new Demand(
                                Resources.of(3, 9 * GIB),
                                NODE.times(3),
                                List.of(new Pending(
                                        "x",
                                        "x",
                                        Resources.of(0, 9 * GIB),
                                        Optional.of(NOW.minusSeconds(31)),
                                        Optional.empty()))))
                .nodes("spark", "a", "b", "c");
        // When
        Score score = score(Map.of());
        // Then
        assertThat(score.pressure().demand().orElseThrow()).isCloseTo(1.5, within(1e-9));
        assertThat(score.because()).isEqualTo("demand: 18 GiB of memory wanted, 12 usable");
    }

    @Test
    void leavesOutWhatMoreNodesWouldNotHelp() {
        // Given
        Instant old = NOW.minusSeconds(300);
        pictures.framework(
                        SPARK,
                        new Demand(
                                Resources.of(6, 0),
                                NODE.times(3),
                                List.of(
                                        pending("young", 60, Optional.of(NOW.minusSeconds(29))),
                                        pending("unseen", 60, Optional.empty()),
                                        new Pending(
                                                "quota",
                                                "quota",
                                                Resources.of(60, 0),
                                                Optional.of(old),
                                                Optional.of("queue limit")),
                                        new Pending(
                                                "gpu",
                                                "gpu",
                                                new Resources(1, 0, 0, 1),
                                                Optional.of(old),
                                                Optional.empty()),
                                        pending("old", 6, Optional.of(old)),
                                        pending("seen", 6, Optional.empty()))))
                .nodes("spark", "a", "b", "c");
        // When
        Score score = score(Map.of("seen", old));
        // Then
        assertThat(score.pressure().value()).hasValue(3);
        assertThat(score.pressure().note())
                .hasValue("pending work left out: 1 blocked by something else than capacity,"
                        + " 2 younger than 30 s, 1 wanting what no node here has");
    }

    @ParameterizedTest
    @CsvSource({
        // cpu of three nodes, p66 by nearest rank is the second, over target 0.75
        "0.3, 0.6, 0.9, 0.80",
        "0.9, 0.9, 0.9, 1.20",
        "0.0, 0.0, 1.0, 0.00",
    })
    void supplyIsThePercentileOverTheTarget(double a, double b, double c, double expected) {
        // Given
        pictures.framework(SPARK, IDLE);
        pictures.node("a", "spark").readings = load(a);
        pictures.node("b", "spark").readings = load(b);
        pictures.node("c", "spark").readings = load(c);
        // When
        Pressure pressure = score(Map.of()).pressure();
        // Then
        assertThat(pressure.supply().orElseThrow()).isCloseTo(expected, within(1e-9));
        assertThat(pressure.value()).isEqualTo(pressure.supply());
        assertThat(pressure.coverage()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0.70, 0.70", "0.71, 1.21", "0.2, 0.2"})
    void stallsCountOnlyOnBusyNodes(double utilisation, double load) {
        // Given
        pictures.framework(SPARK, IDLE);
        pictures.node("a", "spark").readings = Map.of(
                Dimension.CPU, new Reading(utilisation, utilisation, OptionalDouble.of(0.5)),
                Dimension.MEMORY, new Reading(0.1, 0.1, OptionalDouble.of(0.9)));
        // When
        Score score = score(Map.of());
        // Then
        assertThat(score.pressure().supply().orElseThrow()).isCloseTo(load / 0.75, within(1e-9));
    }

    @Test
    void withoutAReadingItIsUnknown() {
        // Given
        pictures.framework(SPARK, Optional.empty(), NOW).nodes("spark", "a");
        // When
        Score score = score(Map.of());
        // Then
        assertThat(score.pressure().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(score.pressure().value()).isEmpty();
        assertThat(score.lacks()).hasValue(Score.Lack.READING);
        assertThat(score.need()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"180, SLACK", "181, UNKNOWN"})
    void anOldReadingIsNone(int seconds, Verdict verdict) {
        // Given
        pictures.framework(SPARK, Optional.of(IDLE), NOW.minusSeconds(seconds)).nodes("spark", "a");
        // When
        Pressure pressure = score(Map.of()).pressure();
        // Then
        assertThat(pressure.verdict()).isEqualTo(verdict);
        assertThat(pressure.age()).hasSeconds(seconds);
    }

    @ParameterizedTest
    @CsvSource({"1, SLACK, 0.95", "2, UNKNOWN, 0.90", "20, UNKNOWN, 0.0"})
    void tooFewFreshNodesAreUnknown(int stale, Verdict verdict, double coverage) {
        // Given
        pictures.framework(SPARK, IDLE);
        for (int i = 0; i < 20; i++) {
            pictures.node("n" + i, "spark").signalsAt = i < stale ? NOW.minusSeconds(181) : NOW;
        }
        // When
        Score score = score(Map.of());
        // Then
        assertThat(score.pressure().verdict()).isEqualTo(verdict);
        assertThat(score.pressure().coverage()).isEqualTo(coverage);
    }

    @Test
    void coverageIsAboutServingNodes() {
        // Given
        pictures.framework(SPARK, IDLE).nodes("spark", "a");
        Pictures.Spot down = pictures.node("b", "spark");
        down.presence = Presence.DOWN;
        down.readings = Map.of();
        Pictures.Spot moving = pictures.node("c", "spark");
        moving.state = Ownership.State.MOVING;
        moving.operation = Optional.of(dev.sluice.fleet.OperationId.of(1));
        moving.readings = Map.of();
        // When
        Score score = score(Map.of());
        // Then
        assertThat(score.pressure().coverage()).isEqualTo(1);
        assertThat(score.serving()).isEqualTo(1);
    }

    @Test
    void aFrameworkWithoutNodesCountsItsWorkInNodes() {
        // Given
        pictures.framework(
                SPARK,
                new Demand(
                        Resources.NONE, Resources.NONE, List.of(pending("x", 5, Optional.of(NOW.minusSeconds(60))))));
        pictures.nodes("", "a", "b");
        // When
        Score score = score(Map.of());
        // Then 5 cores are 2.5 nodes of 2, so 3 whole ones
        assertThat(score.pressure().verdict()).isEqualTo(Verdict.OVERLOADED);
        assertThat(score.pressure().value()).hasValue(4);
        assertThat(score.need()).hasValue(3);
        assertThat(score.on(3)).hasValue(1);
        assertThat(score.pressure().supply()).isEmpty();
    }

    @Test
    void aFrameworkWithoutNodesOrWorkIsSlack() {
        // Given
        pictures.framework(SPARK, Demand.NONE);
        // When
        Score score = score(Map.of());
        // Then
        assertThat(score.pressure().verdict()).isEqualTo(Verdict.SLACK);
        assertThat(score.need()).hasValue(0);
    }

    @Test
    void noPressureIsInfinite() {
        // Given memory is wanted that nobody reports capacity for
        pictures.framework(SPARK, new Demand(new Resources(1, 1, 1, 0), Resources.of(6, 0), List.of()))
                .nodes("spark", "a", "b", "c");
        // When
        Score score = score(Map.of());
        // Then
        assertThat(score.pressure().value().orElseThrow()).isFinite();
    }

    private Score score(Map<String, Instant> firstSeen) {
        FleetPicture picture = pictures.build();
        return Scoring.score(
                new ScoringInput(
                        picture.frameworks().getFirst(),
                        picture.ownedBy(id("spark")),
                        picture.strangers(id("spark")),
                        NODE,
                        firstSeen,
                        NOW),
                ScoringRules.DEFAULTS);
    }
}
