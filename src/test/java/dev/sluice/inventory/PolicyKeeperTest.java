package dev.sluice.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.DriverProvider;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.inventory.Policies.Change;
import dev.sluice.inventory.Policies.Outdated;
import dev.sluice.inventory.Policies.Standing;
import dev.sluice.time.ManualTimers;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyKeeperTest {

    private static final FrameworkId SPARK = new FrameworkId("spark");
    private static final FrameworkPolicy CONFIGURED = new FrameworkPolicy(1, 3, 40, 1, 0.75, Mode.SUGGEST);
    private static final FrameworkPolicy SMALL = new FrameworkPolicy(1, 3, 20, 1, 0.75, Mode.SUGGEST);
    private static final FrameworkPolicy ALONE = new FrameworkPolicy(1, 3, 20, 1, 0.75, Mode.AUTO);

    private final ManualTimers timers = new ManualTimers();
    private final MemoryPolicies store = new MemoryPolicies();
    private final PolicyKeeper keeper = keeper();

    @Test
    void theConfigurationHoldsUntilSomebodyChangesIt() {
        assertThat(spark(keeper).framework().policy()).isEqualTo(CONFIGURED);
        assertThat(spark(keeper).changed()).isFalse();
        assertThat(spark(keeper).version()).isZero();
    }

    @Test
    void aChangeHoldsAtOnceOnOtherServersWithTheNextReadingAndOverARestart() {
        // Given
        PolicyKeeper other = keeper();
        // When
        Change change = change(keeper, 0, Optional.of(SMALL));
        // Then
        assertThat(change.before()).isEqualTo(CONFIGURED);
        assertThat(spark(keeper).framework().policy()).isEqualTo(SMALL);
        assertThat(spark(keeper).configured()).isEqualTo(CONFIGURED);
        assertThat(spark(other).framework().policy()).isEqualTo(CONFIGURED);
        other.refresh().await().indefinitely();
        assertThat(spark(other).framework().policy()).isEqualTo(SMALL);
        PolicyKeeper again = keeper();
        again.refresh().await().indefinitely();
        assertThat(spark(again).newest()).contains(change);
    }

    @Test
    void theWayBackToTheConfigurationIsAChangeToo() {
        // Given
        change(keeper, 0, Optional.of(SMALL));
        // When
        change(keeper, 1, Optional.empty());
        // Then
        assertThat(spark(keeper).framework().policy()).isEqualTo(CONFIGURED);
        assertThat(spark(keeper).changed()).isFalse();
        assertThat(spark(keeper).version()).isEqualTo(2);
        assertThat(keeper.changes(SPARK, 10).await().indefinitely())
                .extracting(Change::before)
                .containsExactly(SMALL, CONFIGURED);
    }

    @Test
    void whoeverIsSlowerChangesNothing() {
        // Given two who look at the same policy, on two servers
        PolicyKeeper other = keeper();
        change(keeper, 0, Optional.of(SMALL));
        // Then
        assertThatThrownBy(() -> change(other, 0, Optional.of(ALONE)))
                .isInstanceOf(Outdated.class)
                .hasMessageContaining("changed in the meantime");
        assertThatThrownBy(() -> change(keeper, 0, Optional.of(ALONE))).isInstanceOf(Outdated.class);
        assertThat(spark(other).framework().policy()).isEqualTo(SMALL);
        assertThat(store.rows).hasSize(1);
    }

    private static Change change(PolicyKeeper keeper, int version, Optional<FrameworkPolicy> after) {
        return keeper.change(SPARK, version, after, "ada", "month end").await().indefinitely();
    }

    private static Standing spark(PolicyKeeper keeper) {
        return keeper.all().getFirst();
    }

    private PolicyKeeper keeper() {
        Map<String, String> keys = Map.of(
                "sluice.frameworks.spark.kind", "fake",
                "sluice.frameworks.spark.url", "http://spark:1",
                "sluice.frameworks.spark.policy.guarantee", "1",
                "sluice.frameworks.spark.policy.deserved", "3",
                "sluice.frameworks.spark.policy.cap", "40");
        FrameworksConfig config = new SmallRyeConfigBuilder()
                .withMapping(FrameworksConfig.class)
                .withSources(new PropertiesConfigSource(keys, "test", 100))
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(FrameworksConfig.class);
        DriverProvider fakes = new DriverProvider() {
            @Override
            public String kind() {
                return "fake";
            }

            @Override
            public FrameworkDriver create(Settings settings) {
                return new FakeFramework(settings.framework(), timers.clock(), timers);
            }
        };
        return new PolicyKeeper(new ConfiguredFrameworks(config, List.of(fakes)), store, timers.clock());
    }
}
