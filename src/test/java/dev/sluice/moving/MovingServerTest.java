package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.fleet.ledger.Transactions;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Leadership;
import dev.sluice.leading.Leadership.Standing;
import dev.sluice.leading.Term;
import dev.sluice.moving.Operations.Operation;
import dev.sluice.moving.Operations.Request;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** One fleet from its first report to an operation and its undo, on PostgreSQL and the server's own timers. */
@QuarkusTest
@TestProfile(FakeFleet.Profile.class)
@WithTestResource(PostgresResource.class)
class MovingServerTest {

    private static final FrameworkId A = new FrameworkId("a");
    private static final FrameworkId B = new FrameworkId("b");

    @Inject
    Operations operations;

    @Inject
    Controls controls;

    @Inject
    Nodes nodes;

    @Inject
    Ledger ledger;

    @Inject
    Inventory inventory;

    @Inject
    FakeFleet.Provider provider;

    @Inject
    FakeFleet.Machines machines;

    @Inject
    MoveJournal journal;

    @Inject
    MoveExecutor executor;

    @Inject
    Leadership leadership;

    @Inject
    Transactions transactions;

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    private static void until(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("It did not come about within a minute.");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private Term term() {
        until(() -> leadership.standing() instanceof Standing.Leads);
        return ((Standing.Leads) leadership.standing()).term();
    }

    private Ownership row(NodeId node) {
        return get(ledger.find(node)).orElseThrow();
    }

    private Operation told(Operation operation) {
        return get(operations.find(operation.id())).orElseThrow();
    }

    @Test
    void aRunningFleetIsTakenOverMovedAndTakenBack() {
        // Given: two nodes that run a's worker, and one that runs nothing
        FakeFramework a = Optional.ofNullable(provider.made.get(A)).orElseThrow();
        FakeFramework b = Optional.ofNullable(provider.made.get(B)).orElseThrow();
        NodeId n1 = new NodeId("n1");
        NodeId n2 = new NodeId("n2");
        NodeId spare = new NodeId("spare");
        for (NodeId n : List.of(n1, n2)) {
            a.with(n + ".a", Resources.of(2, 1e9));
            machines.fakes.add(FakeAgents.node(n.value(), A, B), Optional.of(A));
        }
        machines.fakes.add(FakeAgents.node("spare", A, B), Optional.empty());
        until(() -> get(ledger.find(spare)).isPresent()
                && List.of(n1, n2).stream().allMatch(n -> inventory.current().ownedBy(A).stream()
                        .anyMatch(owned -> owned.node().id().equals(n))));
        assertThat(row(n1).owner()).contains(A);
        assertThat(row(spare).owner()).isEmpty();

        // When: one goes to b, through a restart of the executor in the middle
        a.startWork("n1.a", "job", Resources.of(1, 1));
        Operation started = get(operations.start(
                new Request(Optional.of(A), Optional.of(B), 0, List.of(n1), "b has more to do"), "ann"));
        until(() -> told(started).moves().getFirst().remaining().isPresent());
        executor.rest();
        get(executor.lead(term()));
        a.endWork("n1.a", "job");
        until(() -> told(started).endedAt().isPresent());

        // Then
        Operation done = told(started);
        assertThat(done.status()).isEqualTo(Operation.Status.DONE);
        assertThat(done.actor()).isEqualTo("ann");
        assertThat(done.moves().getFirst().steps())
                .extracting(Operations.Step::name)
                .endsWith("verify", "settle");
        assertThat(row(n1).owner()).contains(B);
        assertThat(b.presence("n1.b")).isEqualTo(Presence.SERVING);
        assertThat(a.presence("n1.a")).isEqualTo(Presence.ABSENT);
        assertThat(get(operations.recent(10))).extracting(Operation::id).contains(started.id());
        assertThat(get(operations.recent(10))).contains(done);

        // When
        until(() -> inventory.current().ownedBy(B).stream()
                .anyMatch(owned -> owned.node().id().equals(n1)));
        Operation back = get(controls.undo(started.id(), "ann", "the rush is over"));
        until(() -> told(back).endedAt().isPresent());

        // Then
        assertThat(told(back).status()).isEqualTo(Operation.Status.DONE);
        assertThat(a.presence("n1.a")).isEqualTo(Presence.SERVING);
        assertThat(row(n1).state()).isEqualTo(Ownership.State.SETTLED);

        // When: the spare one gets its first owner
        get(nodes.assign(spare, Optional.of(B), "ann"));
        until(() -> row(spare).state() == Ownership.State.SETTLED
                && row(spare).owner().isPresent());

        // Then
        assertThat(b.presence("spare.b")).isEqualTo(Presence.SERVING);
    }

    @Test
    void theJournalIsAppendOnlyAndRefusesASecondWriter() {
        // Given
        OperationId id = get(journal.nextId());
        NodeId node = new NodeId("elsewhere");
        Route route = new Route(id, node, Optional.empty(), Optional.of(new Route.End(B, "x")), true);
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        MoveJournal.Header header = new MoveJournal.Header(id, Optional.empty(), Optional.of(B), "to test", "ann", now);
        executor.rest();
        get(journal.open(header, List.of(route)));
        MoveEvent event = new MoveEvent.Started(MoveStep.CLAIM, now, Optional.empty());
        MoveState after = MoveState.planned(route, now).next(event);
        get(journal.append(term(), route, 0, event, after, false));

        // Then
        assertThatThrownBy(() -> get(journal.append(term(), route, 0, event, after, false)))
                .isInstanceOf(MoveJournal.Overtaken.class);
        assertThatThrownBy(() -> get(transactions.in(session -> session.createMutationQuery(
                                "update MoveEventRow set kind = 'forged' where key.operation = :id")
                        .setParameter("id", id.number())
                        .executeUpdate())))
                .hasMessageContaining("append-only");
        MoveJournal.Header other =
                new MoveJournal.Header(get(journal.nextId()), Optional.empty(), Optional.of(B), "to test", "bob", now);
        Route same = new Route(other.id(), node, route.from(), route.to(), true);
        assertThatThrownBy(() -> get(journal.open(other, List.of(same)))).isInstanceOf(MoveJournal.NodeTaken.class);

        // When
        Wish wish = new Wish(Control.longer(Duration.ofMinutes(5)), "ann", "never mind");
        get(journal.wish(id, List.of(node), wish));

        // Then
        MoveJournal.RecordedMove read =
                get(journal.find(id)).orElseThrow().moves().getFirst();
        assertThat(read.route()).isEqualTo(route);
        assertThat(read.events()).containsExactly(event);
        assertThat(read.wish()).contains(wish);
        assertThat(read.state()).isEqualTo(after);
        assertThat(get(journal.running())).extracting(o -> o.header().id()).contains(id);

        // When: it goes to its end through the wish
        MoveEvent failed = new MoveEvent.Failed(MoveStep.CLAIM, now, new Fault("a", "b"), false, false);
        get(journal.append(term(), route, 1, failed, after.next(failed), true));

        // Then
        assertThat(get(journal.running())).extracting(o -> o.header().id()).doesNotContain(id);
        assertThat(get(journal.find(id)).orElseThrow().moves().getFirst().wish())
                .isEmpty();
        get(executor.lead(term()));
    }
}
