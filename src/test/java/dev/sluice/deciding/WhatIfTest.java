package dev.sluice.deciding;

import static dev.sluice.inventory.Pictures.NOW;
import static dev.sluice.inventory.Pictures.id;
import static dev.sluice.inventory.Pictures.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Pictures;
import dev.sluice.planning.PlanningConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhatIfTest {

    private static final PlanningConfig CONFIG = new SmallRyeConfigBuilder()
            .withMapping(PlanningConfig.class)
            .addDiscoveredConverters()
            .build()
            .getConfigMapping(PlanningConfig.class);

    private final FleetPicture picture = new Pictures(NOW)
            .framework("spark", policy(0, 3, 100), 3, 3)
            .framework("yarn", policy(0, 3, 100), 1, 3)
            .nodes("spark", "s1", "s2", "s3")
            .nodes("yarn", "y1", "y2", "y3")
            .build();

    @Test
    void nothingMovesAsItIs() {
        assertThat(plan("yarn.nodes=3").outcome().suggestions()).isEmpty();
    }

    @Test
    void moreDemandTakesNodes() {
        // When
        var plan = plan("spark.demand=1.6");
        // Then
        assertThat(plan.outcome().suggestions()).hasSize(1);
        assertThat(plan.outcome().suggestions().getFirst().from()).isEqualTo(Optional.of(id("yarn")));
        assertThat(plan.outcome().suggestions().getFirst().nodes()).hasSize(2);
    }

    @Test
    void moreSupplyTakesNodesToo() {
        assertThat(plan("spark.supply=1.5").outcome().suggestions()).hasSize(1);
    }

    @Test
    void nodesComeAndGo() {
        // When YARN had eleven idle nodes, and Spark were full four times over
        var plan = plan("spark.demand=4, yarn.nodes=12");
        // Then
        assertThat(plan.look().picture().ownedBy(id("yarn"))).hasSize(12);
        // Then nine are wanted, and half of a fleet of fifteen is what may go from one to the other in an hour
        assertThat(plan.outcome().suggestions().getFirst().nodes()).hasSize(7);
        assertThat(plan("yarn.nodes=1").look().picture().ownedBy(id("yarn"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "spark|'spark' must be framework.figure=number, as in spark.demand=1.8.",
                "slurm.nodes=1|'slurm.nodes=1' names no framework of this fleet; it has spark, yarn.",
                "spark.cores=1|'spark.cores=1' must change nodes, demand or supply.",
                "spark.demand=much|'spark.demand=much': 'much' is no number.",
                "spark.nodes=1.5|'spark.nodes=1.5' must be a whole number from 0 to 100000.",
                "spark.nodes=0,spark.demand=2|'spark.demand=2.0' is a ratio to what spark can use, and that is nothing;"
                        + " give it nodes first, as in spark.nodes=3.",
            })
    void saysWhatItCannotUnderstand(String changes, String sentence) {
        assertThatThrownBy(() -> plan(changes)).isInstanceOf(WhatIf.Wrong.class).hasMessage(sentence);
    }

    private Decider.Decision plan(String changes) {
        return WhatIf.plan(picture, changes, Past.NOTHING, CONFIG, NOW);
    }
}
