package dev.sluice.moving;

import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Resources;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Leadership;
import dev.sluice.moving.Operations.Operation;
import dev.sluice.moving.Operations.Request;
import dev.sluice.server.PostgresResource;
import dev.sluice.time.Timers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a move costs beyond what its frameworks and its agent take: one node at a time, then {@value #AT_ONCE} at once, through
 * the whole server and a real PostgreSQL. The frameworks are fakes that answer at once, the agents take 0.3 s to stop and 0.3 s
 * to start a worker.
 *
 * <p>{@code ./sluice bench moves}. It is written as a test because that is how Quarkus starts a server in a program.
 */
@QuarkusTest
@TestProfile(MovesBench.Profile.class)
@WithTestResource(PostgresResource.class)
public class MovesBench {

    private static final FrameworkId A = new FrameworkId("a");
    private static final FrameworkId B = new FrameworkId("b");
    private static final int ONE_BY_ONE = 40;
    private static final int AT_ONCE = 200;
    private static final Duration AGENT_TAKES = FakeAgents.ACTS_AFTER.multipliedBy(2);
    private static final Duration TICK = Duration.ofMillis(100);

    @Inject
    Operations operations;

    @Inject
    Ledger ledger;

    @Inject
    Inventory inventory;

    @Inject
    FakeFleet.Provider provider;

    @Inject
    FakeFleet.Machines machines;

    @Inject
    Leadership leadership;

    @Inject
    Timers timers;

    /** As many at once as there are. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new FakeFleet.Profile().getConfigOverrides());
            settings.put("sluice.frameworks.a.policy.guarantee", "0");
            settings.put("sluice.inventory.period", "1s");
            settings.put("sluice.moving.poll-period", "1s");
            settings.put("sluice.moving.parallelism.first", "" + AT_ONCE);
            settings.put("sluice.moving.parallelism.most", "" + AT_ONCE);
            return settings;
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return new FakeFleet.Profile().getEnabledAlternatives();
        }
    }

    @Test
    void measure() {
        List<NodeId> nodes =
                IntStream.range(0, AT_ONCE).mapToObj(n -> new NodeId("n" + n)).toList();
        enter(nodes);
        Heartbeat heartbeat = new Heartbeat();

        for (int n = 0; n < 10; n++) {
            move(List.of(nodes.get(n / 2)), n % 2 == 0);
        }
        List<Long> overheads = new ArrayList<>();
        for (int n = 0; n < ONE_BY_ONE; n++) {
            overheads.add(move(List.of(nodes.get(10 + n)), true) - AGENT_TAKES.toMillis());
        }
        overheads.sort(null);
        say(
                "one node at a time, %d moves: overhead per move %d ms median, %d ms p95, %d ms at most (limit 500 ms)",
                ONE_BY_ONE, overheads.get(ONE_BY_ONE / 2), overheads.get(ONE_BY_ONE * 95 / 100), overheads.getLast());
        move(nodes.stream().filter(n -> isIn(n, B)).toList(), false);

        Leadership.Standing before = leadership.standing();
        heartbeat.begin();
        long took = move(nodes, true);
        say(
                "%d nodes at once: %.1f s, %.0f moves a second, %d journal writes a second; latest of %d heartbeats due every"
                        + " %d ms: %d ms late; the lease was %s",
                AT_ONCE,
                took / 1000.0,
                AT_ONCE * 1000.0 / took,
                AT_ONCE * 24 * 1000L / took,
                heartbeat.beats.get(),
                TICK.toMillis(),
                heartbeat.latest.get(),
                leadership.standing().equals(before) ? "kept" : "LOST");
    }

    private void enter(List<NodeId> nodes) {
        FakeFramework a = Optional.ofNullable(provider.made.get(A)).orElseThrow();
        for (NodeId n : nodes) {
            a.with(n + ".a", Resources.of(2, 1e9));
            machines.fakes.add(FakeAgents.node(n.value(), A, B), Optional.of(A));
        }
        until(() -> inventory.current().ownedBy(A).size() == nodes.size());
    }

    /** From the request to the last move's end; milliseconds. */
    private long move(List<NodeId> nodes, boolean there) {
        if (nodes.isEmpty()) {
            return 0;
        }
        Optional<FrameworkId> from = Optional.of(there ? A : B);
        Optional<FrameworkId> to = Optional.of(there ? B : A);
        until(() -> inventory.current().ownedBy(from.get()).stream()
                .map(n -> n.node().id())
                .toList()
                .containsAll(nodes));
        Instant began = Instant.now();
        Operation operation = get(operations.start(new Request(from, to, 0, nodes, "to measure"), "bench"));
        until(() -> told(operation).endedAt().isPresent());
        Operation ended = told(operation);
        if (ended.status() != Operation.Status.DONE) {
            throw new IllegalStateException("It did not go over: " + ended);
        }
        return Duration.between(began, ended.endedAt().orElseThrow()).toMillis();
    }

    private boolean isIn(NodeId node, FrameworkId framework) {
        return get(ledger.find(node)).orElseThrow().heldBy(framework);
    }

    private Operation told(Operation operation) {
        return get(operations.find(operation.id())).orElseThrow();
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }

    private static void until(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(120);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("It did not come about within two minutes.");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private static void say(String text, Object... values) {
        System.out.println("Moves, " + String.format(Locale.ROOT, text, values));
    }

    /** What every heartbeat of the server rests on: its timers. */
    private final class Heartbeat {
        private final AtomicLong beats = new AtomicLong();
        private final AtomicLong latest = new AtomicLong();
        private final AtomicLong last = new AtomicLong();

        void begin() {
            last.set(System.nanoTime());
            timers.every(TICK, () -> {
                long now = System.nanoTime();
                long late = TimeUnit.NANOSECONDS.toMillis(now - last.getAndSet(now)) - TICK.toMillis();
                latest.accumulateAndGet(late, Math::max);
                beats.incrementAndGet();
            });
        }
    }
}
