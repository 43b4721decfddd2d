package dev.sluice.suggesting;

import static dev.sluice.inventory.Pictures.id;
import static dev.sluice.inventory.Pictures.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.driver.FrameworkDriver;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Inventory;
import dev.sluice.inventory.Pictures;
import dev.sluice.suggesting.WhatIfs.Expected;
import dev.sluice.suggesting.WhatIfs.Preview;
import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WhatIfsTest {

    private final ManualTimers timers = new ManualTimers();
    private final MemoryOffers store = new MemoryOffers();
    private final FleetPicture picture = new Pictures(timers.now())
            .framework("spark", policy(0, 3, 100), 6, 3)
            .framework("yarn", policy(0, 3, 100), 1, 3)
            .nodes("spark", "s1", "s2", "s3")
            .nodes("yarn", "y1", "y2", "y3")
            .build();
    private final WhatIfs whatIfs = new WhatIfs(
            new Seen(), new MemoryOperations(), new NoPauses(), store, Configs.planning(Map.of()), timers.clock());

    @Test
    void theSamePoliciesGiveTheSamePlan() {
        Preview preview = preview(Map.of());
        assertThat(preview.now()).isNotEmpty().isEqualTo(preview.then());
    }

    @Test
    void aCapAtWhatItHoldsEndsASuggestion() {
        Preview preview = preview(Map.of(id("spark"), policy(0, 3, 3)));
        assertThat(preview.now()).hasSize(1);
        assertThat(preview.then()).isEmpty();
    }

    @Test
    void twoAutomaticFrameworksMoveNodesWithoutApproval() {
        FrameworkPolicy auto = new FrameworkPolicy(0, 3, 100, 1, 0.75, Mode.AUTO);
        assertThat(preview(Map.of(id("spark"), auto)).then())
                .extracting(Expected::automatic)
                .containsExactly(false);
        assertThat(preview(Map.of(id("spark"), auto, id("yarn"), auto)).then())
                .extracting(Expected::automatic)
                .containsExactly(true);
    }

    private Preview preview(Map<FrameworkId, FrameworkPolicy> policies) {
        return whatIfs.plan(policies).await().indefinitely();
    }

    private final class Seen implements Inventory {

        @Override
        public FleetPicture current() {
            return picture;
        }

        @Override
        public List<Framework> frameworks() {
            return List.of();
        }

        @Override
        public Optional<FrameworkDriver> driver(FrameworkId framework) {
            return Optional.empty();
        }
    }

    private static final class NoPauses implements Pauses {

        @Override
        public Uni<List<Pause>> active() {
            return Uni.createFrom().item(List.of());
        }

        @Override
        public Uni<Pause> pause(Optional<FrameworkId> framework, Duration length, String reason, String actor) {
            throw new UnsupportedOperationException("nothing is paused here");
        }

        @Override
        public Uni<Boolean> resume(Optional<FrameworkId> framework, String actor) {
            throw new UnsupportedOperationException("nothing is paused here");
        }
    }
}
