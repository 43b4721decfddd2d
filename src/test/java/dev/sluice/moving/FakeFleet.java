package dev.sluice.moving;

import dev.sluice.agent.AgentReport;
import dev.sluice.agent.Agents;
import dev.sluice.driver.DriverProvider;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.time.Timers;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Frameworks of kind {@code fake} and their agents inside a running server. */
final class FakeFleet {

    private FakeFleet() {}

    /** Two frameworks, quick readings. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "sluice.frameworks.a.kind", "fake",
                    "sluice.frameworks.a.url", "http://127.0.0.1:1",
                    "sluice.frameworks.a.policy.guarantee", "1",
                    "sluice.frameworks.b.kind", "fake",
                    "sluice.frameworks.b.url", "http://127.0.0.1:1",
                    "sluice.inventory.period", "200ms",
                    "sluice.reconciling.period", "1s",
                    "sluice.moving.poll-period", "100ms");
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(Machines.class, Provider.class);
        }
    }

    @Alternative
    @Singleton
    static class Provider implements DriverProvider {

        final Map<FrameworkId, FakeFramework> made = new ConcurrentHashMap<>();
        private final Clock clock;
        private final Timers timers;

        Provider(Clock clock, Timers timers) {
            this.clock = clock;
            this.timers = timers;
        }

        @Override
        public String kind() {
            return "fake";
        }

        @Override
        public FrameworkDriver create(Settings settings) {
            return made.computeIfAbsent(settings.framework(), id -> new FakeFramework(id, clock, timers));
        }
    }

    @Alternative
    @Singleton
    static class Machines implements Agents {

        final FakeAgents fakes;

        Machines(Provider provider, Timers timers, Clock clock) {
            this.fakes = new FakeAgents(provider.made, timers, clock);
        }

        @Override
        public Uni<Void> want(NodeId node, Optional<FrameworkId> role, long epoch) {
            return fakes.want(node, role, epoch);
        }

        @Override
        public Optional<AgentReport> report(NodeId node) {
            return fakes.report(node);
        }

        @Override
        public List<AgentReport> reports() {
            return fakes.reports();
        }
    }
}
