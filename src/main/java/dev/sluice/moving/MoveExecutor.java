package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.moving.MoveJournal.Recorded;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Drives running moves, level-triggered: a turn looks at a move's state, does what {@link Turn} says, journals before and
 * after, and goes on until there is something to wait for.
 *
 * <p><b>Crash.</b> Nothing that matters is only in memory. {@link #lead} replays the journal; a step that was begun and not
 * answered is looked at before it is repeated.
 *
 * <p><b>Doubt about the journal.</b> When an append fails, it may have been written; the move is reloaded before its next
 * turn.
 *
 * <p><b>Threads.</b> Any; one turn at a time per move. Nothing blocks.
 *
 * <p><b>Leadership.</b> It acts between {@link #lead} and {@link #rest} only; whoever holds the lease calls these two.
 */
final class MoveExecutor {

    private static final Logger LOG = Logger.getLogger(MoveExecutor.class);
    private static final Duration FIRST_LOOK = Duration.ofMillis(100);

    private final MoveJournal journal;
    private final StepCalls calls;
    private final Timers timers;
    private final Clock clock;
    private final MovingConfig config;

    private final ConcurrentSkipListMap<OperationId, RunningOperation> operations = new ConcurrentSkipListMap<>();
    /** Looks before the leap go one by one, so that two of them cannot both see the last node that may be given. */
    private final AtomicBoolean checking = new AtomicBoolean();

    private volatile boolean leading;
    private volatile Consumer<Recorded> whenEnded = ended -> {};

    private record RunningOperation(MoveJournal.Header header, List<RunningMove> moves) {}

    MoveExecutor(MoveJournal journal, StepCalls calls, Timers timers, Clock clock, MovingConfig config) {
        this.journal = journal;
        this.calls = calls;
        this.timers = timers;
        this.clock = clock;
        this.config = config;
    }

    /** Who is told of every operation whose last move has ended. */
    void whenEnded(Consumer<Recorded> listener) {
        whenEnded = listener;
    }

    /** Replays every running move and goes on with it. */
    Uni<Void> lead() {
        return journal.running()
                .invoke(found -> {
                    leading = true;
                    // All of them first: a slot that one of them holds must not be given to another.
                    List<RunningOperation> running =
                            found.stream().map(MoveExecutor::running).toList();
                    running.forEach(o -> operations.put(o.header().id(), o));
                    running.forEach(o -> o.moves().forEach(this::turn));
                })
                .replaceWithVoid();
    }

    /** Stops acting. Calls under way are abandoned; what they did is found out by whoever leads next. */
    void rest() {
        leading = false;
        operations.values().forEach(o -> o.moves().forEach(RunningMove::abandon));
        operations.clear();
    }

    /** Takes on an operation that was just journalled. */
    void take(Recorded recorded) {
        if (!leading) {
            return;
        }
        RunningOperation operation = running(recorded);
        if (operations.putIfAbsent(recorded.header().id(), operation) == null) {
            operation.moves().forEach(this::turn);
        }
    }

    /** Passes on a wish that was just journalled. */
    void wished(OperationId id, Optional<NodeId> node, Wish wish) {
        Optional.ofNullable(operations.get(id)).ifPresent(o -> {
            List<RunningMove> meant = o.moves().stream()
                    .filter(m -> node.isEmpty() || node.get().equals(m.route().node()))
                    .toList();
            // All of them first: a slot that one frees must not be taken by another that is about to be called back.
            meant.forEach(m -> m.wished(wish));
            meant.forEach(this::turn);
        });
    }

    /** The running operations as they are in memory, oldest first. */
    List<Recorded> running() {
        return operations.values().stream().map(MoveExecutor::recorded).toList();
    }

    /** What is known of one running move beyond its journal. */
    Optional<RunningMove> live(OperationId id, NodeId node) {
        return Optional.ofNullable(operations.get(id)).flatMap(o -> o.moves().stream()
                .filter(m -> m.route().node().equals(node))
                .findFirst());
    }

    Underway underway() {
        Set<NodeId> reserved = new HashSet<>();
        Map<NodeId, FrameworkId> arriving = new HashMap<>();
        moves().forEach(m -> {
            if (m.isStale()) {
                // It may have gone on or not: it is counted on by nobody, and awaited.
                m.route().taker().ifPresent(t -> arriving.put(m.route().node(), t));
            } else if (m.state() instanceof MoveState.Reserved) {
                reserved.add(m.route().node());
            } else if (!m.state().ended()) {
                m.route().taker().ifPresent(t -> arriving.put(m.route().node(), t));
            }
        });
        return new Underway(reserved, arriving);
    }

    private List<RunningMove> moves() {
        return operations.values().stream()
                .map(RunningOperation::moves)
                .flatMap(Collection::stream)
                .toList();
    }

    private static RunningOperation running(Recorded recorded) {
        return new RunningOperation(
                recorded.header(),
                recorded.moves().stream().map(RunningMove::new).toList());
    }

    private static Recorded recorded(RunningOperation operation) {
        return new Recorded(
                operation.header(),
                operation.moves().stream().map(RunningMove::recorded).toList());
    }

    // ---- turns ----

    /** When the next turn is: at once, after a delay, or when somebody wakes the move. */
    private record Next(Optional<Duration> delay) {
        static final Next AT_ONCE = new Next(Optional.of(Duration.ZERO));
        static final Next WHEN_WOKEN = new Next(Optional.empty());

        static Next after(Duration delay) {
            return new Next(Optional.of(delay));
        }
    }

    private void turn(RunningMove move) {
        if (!leading || !move.enter()) {
            return;
        }
        move.during(Uni.createFrom().deferred(() -> act(move)).subscribe().with(next -> ended(move, next), failure -> {
            LOG.warnf(
                    "%s, %s: a turn failed and is taken again from what the journal says: %s",
                    move.route().operation(), move.route().node(), failure);
            move.doubtMemory();
            ended(move, Next.after(config.backOff().most()));
        }));
    }

    private void ended(RunningMove move, Next next) {
        boolean again = move.leave();
        if (!leading) {
            return;
        }
        if (again || next.equals(Next.AT_ONCE)) {
            turn(move);
        } else if (next.delay().isPresent()) {
            move.sleep(timers.after(next.delay().get(), () -> turn(move)));
        }
    }

    private Uni<Next> act(RunningMove move) {
        if (move.isStale()) {
            return reload(move);
        }
        Instant now = clock.instant();
        return switch (Turn.of(move.state(), move.wish(), now, config)) {
            case Turn.Rest rest ->
                Uni.createFrom()
                        .item(rest.until()
                                .map(u -> Next.after(Duration.between(now, u)))
                                .orElse(Next.WHEN_WOKEN));
            case Turn.Write write ->
                append(move, write.event(), write.granted()).replaceWith(Next.AT_ONCE);
            case Turn.DropWish drop -> dropWish(move);
            case Turn.Look look -> look(move);
            case Turn.Begin begin when begin.step() == MoveStep.CHECK -> check(move, begin);
            case Turn.Begin begin -> begin(move, begin);
        };
    }

    private Uni<Next> reload(RunningMove move) {
        return journal.find(move.route().operation()).map(found -> {
            found
                    .orElseThrow(() -> new IllegalStateException(
                            "move journal: " + move.route().operation() + " has disappeared"))
                    .moves()
                    .stream()
                    .filter(m -> m.route().node().equals(move.route().node()))
                    .findFirst()
                    .ifPresent(move::reload);
            return Next.AT_ONCE;
        });
    }

    private Uni<Next> dropWish(RunningMove move) {
        Optional<Wish> wish = move.wish();
        return journal.dropWish(move.route().operation(), move.route().node()).map(done -> {
            wish.ifPresent(move::dropWish);
            return Next.AT_ONCE;
        });
    }

    /** A look before the leap needs a free slot at both ends, and nobody else looking. */
    private Uni<Next> check(RunningMove move, Turn.Begin begin) {
        if (!checking.compareAndSet(false, true)) {
            return Uni.createFrom().item(Next.after(FIRST_LOOK));
        }
        if (!hasSlot(move)) {
            checking.set(false);
            return Uni.createFrom().item(Next.after(config.pollPeriod()));
        }
        return begin(move, begin).onTermination().invoke(() -> checking.set(false));
    }

    private boolean hasSlot(RunningMove move) {
        List<RunningMove> busy = moves().stream().filter(RunningMove::underWay).toList();
        return Optional.of(move.route()).stream()
                .flatMap(r -> Stream.of(r.donor(), r.taker()))
                .flatMap(Optional::stream)
                .allMatch(f -> busy.stream().filter(m -> m.touches(f)).count() < config.parallelism());
    }

    private Uni<Next> begin(RunningMove move, Turn.Begin begin) {
        MoveEvent started = new MoveEvent.Started(begin.step(), clock.instant(), begin.deadline());
        return append(move, started, false).chain(() -> call(move, begin.look()));
    }

    private Uni<Next> call(RunningMove move, boolean look) {
        MoveState.Running state = running(move);
        return calls.begin(state, look, underway()).chain(outcome -> {
            if (outcome instanceof Outcome.Done && state.stage().due().isWait()) {
                move.begin();
                return look(move);
            }
            return settle(move, outcome);
        });
    }

    private Uni<Next> look(RunningMove move) {
        return move.hasBegun() ? calls.look(running(move)).chain(outcome -> settle(move, outcome)) : call(move, true);
    }

    private Uni<Next> settle(RunningMove move, Outcome outcome) {
        MoveStep step = running(move).stage().due();
        Instant now = clock.instant();
        return switch (outcome) {
            case Outcome.Done done ->
                append(move, new MoveEvent.Succeeded(step, now, done.epoch()), false)
                        .replaceWith(Next.AT_ONCE);
            case Outcome.Broke broke ->
                append(move, new MoveEvent.Failed(step, now, broke.fault(), broke.retry(), broke.doubt()), false)
                        .replaceWith(Next.AT_ONCE);
            case Outcome.NotYet notYet -> Uni.createFrom().item(Next.after(lookAgain(move, notYet)));
        };
    }

    /** Looks come quickly at first, as most steps take well under a second, then at the poll period. */
    private Duration lookAgain(RunningMove move, Outcome.NotYet notYet) {
        Duration delay = FIRST_LOOK.multipliedBy(1L << Math.min(move.looked(notYet), 10));
        return delay.compareTo(config.pollPeriod()) < 0 ? delay : config.pollPeriod();
    }

    private static MoveState.Running running(RunningMove move) {
        if (move.state() instanceof MoveState.Running running) {
            return running;
        }
        throw new IllegalStateException("move: " + move.state() + " has no steps");
    }

    private Uni<Void> append(RunningMove move, MoveEvent event, boolean granted) {
        MoveState after = move.state().next(event);
        Optional<Wish> wish = move.wish();
        return journal.append(move.route(), move.sequence(), event, after, granted)
                .onFailure()
                .invoke(f -> move.doubtMemory())
                .invoke(() -> {
                    move.advance(event, after);
                    if (granted) {
                        wish.ifPresent(move::dropWish);
                    }
                    if (after.ended() || after instanceof MoveState.Stuck) {
                        freed(move);
                    }
                });
    }

    /** A slot is free: the next ones may go, and the operation may be over. */
    private void freed(RunningMove move) {
        RunningOperation operation = operations.get(move.route().operation());
        if (operation != null
                && operation.moves().stream().allMatch(m -> m.state().ended())) {
            operations.remove(operation.header().id(), operation);
            whenEnded.accept(recorded(operation));
        }
        moves().stream()
                .filter(m -> m != move && m.state() instanceof MoveState.Reserved)
                .forEach(this::turn);
    }
}
