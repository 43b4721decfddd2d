package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.leading.Deposed;
import dev.sluice.leading.Term;
import dev.sluice.moving.MoveJournal.Recorded;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
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
 * <p><b>Leadership.</b> It acts between {@link #lead} and {@link #rest} only; whoever holds the lease calls these two. Every
 * write carries the term; when one is refused because another server has taken over, or when the lease has run out by its own
 * clock, it rests by itself.
 */
final class MoveExecutor {

    private static final Logger LOG = Logger.getLogger(MoveExecutor.class);
    private static final Duration FIRST_LOOK = Duration.ofMillis(100);

    private final MoveJournal journal;
    private final StepCalls calls;
    private final Timers timers;
    private final Clock clock;
    private final MovingConfig config;

    private final Predicate<Term> holds;
    private final Paces paces;
    private final MoveTimes times = new MoveTimes();

    private final RunningOperations operations = new RunningOperations();
    /** Looks before the leap go one by one, so that two of them cannot both see the last node that may be given. */
    private final AtomicBoolean checking = new AtomicBoolean();

    /** How many operations have ended here. */
    private final AtomicInteger ended = new AtomicInteger();

    /** Under which it acts; empty while it rests. */
    private volatile Optional<Term> term = Optional.empty();

    private volatile BiConsumer<Term, Recorded> whenEnded = (mine, ended) -> {};

    /** @param holds whether a term may still be acted under, see {@code Leadership} */
    MoveExecutor(
            MoveJournal journal,
            StepCalls calls,
            Timers timers,
            Clock clock,
            MovingConfig config,
            Predicate<Term> holds) {
        this.holds = holds;
        this.paces = new Paces(config.parallelism());
        this.journal = journal;
        this.calls = calls;
        this.timers = timers;
        this.clock = clock;
        this.config = config;
    }

    /** Who is told of every operation whose last move has ended. */
    void whenEnded(BiConsumer<Term, Recorded> listener) {
        whenEnded = listener;
    }

    /** Replays every running move and goes on with it; fails, and rests, when the journal cannot be read. */
    Uni<Void> lead(Term newTerm) {
        return journal.running()
                .invoke(found -> {
                    term = Optional.of(newTerm);
                    // All of them first: a slot that one of them holds must not be given to another.
                    operations.replay(found).forEach(this::turn);
                })
                .replaceWithVoid();
    }

    /** Stops acting. Calls under way are abandoned; what they did is found out by whoever leads next. */
    void rest() {
        term = Optional.empty();
        paces.forget();
        operations.abandon();
    }

    /** Takes on an operation that was just journalled. */
    void take(Recorded recorded) {
        if (term.isPresent()) {
            operations.take(recorded).forEach(this::turn);
        }
    }

    /**
     * Takes on what was journalled on other servers: new operations, and wishes, which are read anew by the moves that they
     * are for.
     */
    Uni<Void> look(MoveJournal.Asked asked) {
        asked.wishes().forEach(w -> live(w.operation(), w.node())
                .filter(m -> !m.wish().equals(Optional.of(w.wish())))
                .ifPresent(m -> {
                    m.doubtMemory();
                    turn(m);
                }));
        List<OperationId> unknown = asked.running().stream()
                .filter(id -> !operations.has(id))
                .sorted()
                .toList();
        int endedBefore = ended.get();
        return journal.find(unknown)
                .invoke(found -> {
                    // Else an answer that was long under way might bring back what has ended here since.
                    if (ended.get() == endedBefore) {
                        found.stream().filter(MoveExecutor::runs).forEach(this::take);
                    }
                })
                .replaceWithVoid();
    }

    private static boolean runs(Recorded operation) {
        return operation.moves().stream().anyMatch(m -> !m.state().ended());
    }

    /** Passes on a wish that was just journalled. */
    void wished(OperationId id, List<NodeId> nodes, Wish wish) {
        List<RunningMove> meant = operations.moves(id).stream()
                .filter(m -> nodes.contains(m.route().node()))
                .toList();
        // All of them first: a slot that one frees must not be taken by another that is about to be called back.
        meant.forEach(m -> m.wished(wish));
        meant.forEach(this::turn);
    }

    /** The running operations as they are in memory, oldest first. */
    List<Recorded> running() {
        return operations.recorded();
    }

    /** How many nodes of each framework may be under way at once now. */
    Map<FrameworkId, Integer> paces() {
        return paces.sizes();
    }

    /** How long what ended here took. */
    MoveTimes times() {
        return times;
    }

    /** What is known of one running move beyond its journal. */
    Optional<RunningMove> live(OperationId id, NodeId node) {
        return operations.moves(id).stream()
                .filter(m -> m.route().node().equals(node))
                .findFirst();
    }

    Underway underway() {
        return operations.underway();
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
        Optional<Term> mine = term;
        if (mine.isEmpty()) {
            return;
        }
        if (!holds.test(mine.get())) {
            deposed(mine.get(), "the lease is over");
            return;
        }
        if (!move.enter()) {
            return;
        }
        move.during(Uni.createFrom()
                .deferred(() -> act(mine.get(), move))
                .subscribe()
                .with(next -> ended(move, next), failure -> failed(mine.get(), move, failure)));
    }

    private void failed(Term mine, RunningMove move, Throwable failure) {
        if (failure instanceof Deposed) {
            deposed(mine, String.valueOf(failure.getMessage()));
            return;
        }
        LOG.warnf(
                "%s, %s: a turn failed and is taken again from what the journal says: %s",
                move.route().operation(), move.route().node(), failure);
        move.doubtMemory();
        ended(move, Next.after(config.backOff().most()));
    }

    private void deposed(Term mine, String why) {
        if (term.equals(Optional.of(mine))) {
            LOG.warnf("Moves rest here: %s", why);
            rest();
        }
    }

    private void ended(RunningMove move, Next next) {
        boolean again = move.leave();
        if (term.isEmpty()) {
            return;
        }
        if (again || next.equals(Next.AT_ONCE)) {
            turn(move);
        } else if (next.delay().isPresent()) {
            move.sleep(timers.after(next.delay().get(), () -> turn(move)));
        }
    }

    private Uni<Next> act(Term mine, RunningMove move) {
        if (move.isStale()) {
            return reload(mine, move);
        }
        Instant now = clock.instant();
        return switch (Turn.of(move.state(), move.wish(), now, config)) {
            case Turn.Rest rest ->
                Uni.createFrom()
                        .item(rest.until()
                                .map(u -> Next.after(Duration.between(now, u)))
                                .orElse(Next.WHEN_WOKEN));
            case Turn.Write write ->
                append(mine, move, write.event(), write.granted()).replaceWith(Next.AT_ONCE);
            case Turn.DropWish drop -> dropWish(mine, move);
            case Turn.Look look -> look(mine, move);
            case Turn.Begin begin when begin.step() == MoveStep.CHECK -> check(mine, move, begin);
            // A drain or a release that arrived after it was taken back would stay.
            case Turn.Begin begin
            when takesBack(move.state(), begin.step()) && lateCall(move, now).isPresent() ->
                Uni.createFrom().item(Next.after(lateCall(move, now).get()));
            case Turn.Begin begin -> begin(mine, move, begin);
        };
    }

    private static boolean takesBack(MoveState state, MoveStep step) {
        return step == MoveStep.READMIT
                || (step == MoveStep.ADMIT
                        && state instanceof MoveState.Joining joining
                        && !joining.heading().isThere());
    }

    /** For how long a call of which nobody has heard, for example an earlier leader's, may still happen. */
    private Optional<Duration> lateCall(RunningMove move, Instant now) {
        return move.unheard()
                .map(asked -> Duration.between(now, asked.plus(config.callLimit())))
                .filter(Duration::isPositive);
    }

    private Uni<Next> reload(Term mine, RunningMove move) {
        return journal.find(move.route().operation()).map(found -> {
            found
                    .orElseThrow(() -> new IllegalStateException(
                            "move journal: " + move.route().operation() + " has disappeared"))
                    .moves()
                    .stream()
                    .filter(m -> m.route().node().equals(move.route().node()))
                    .findFirst()
                    .ifPresent(move::reload);
            if (move.state().ended()) {
                freed(mine, move);
            }
            return Next.AT_ONCE;
        });
    }

    private Uni<Next> dropWish(Term mine, RunningMove move) {
        Optional<Wish> wish = move.wish();
        return journal.dropWish(mine, move.route().operation(), move.route().node())
                .map(done -> {
                    wish.ifPresent(move::dropWish);
                    return Next.AT_ONCE;
                });
    }

    /** A look before the leap needs a free slot at both ends, and nobody else looking. */
    private Uni<Next> check(Term mine, RunningMove move, Turn.Begin begin) {
        if (!checking.compareAndSet(false, true)) {
            return Uni.createFrom().item(Next.after(FIRST_LOOK));
        }
        if (!operations.hasSlot(move.route(), paces)) {
            checking.set(false);
            return Uni.createFrom().item(Next.after(config.pollPeriod()));
        }
        return begin(mine, move, begin).onTermination().invoke(() -> checking.set(false));
    }

    private Uni<Next> begin(Term mine, RunningMove move, Turn.Begin begin) {
        MoveEvent started = new MoveEvent.Started(begin.step(), clock.instant(), begin.deadline());
        return append(mine, move, started, false).chain(() -> call(mine, move, begin.look()));
    }

    private Uni<Next> call(Term mine, RunningMove move, boolean look) {
        MoveState.Running state = running(move);
        return calls.begin(mine, state, look, underway()).chain(outcome -> {
            if (outcome instanceof Outcome.Done && state.stage().due().isWait()) {
                move.begin();
                return look(mine, move);
            }
            return settle(mine, move, outcome);
        });
    }

    private Uni<Next> look(Term mine, RunningMove move) {
        return move.hasBegun()
                ? calls.look(mine, running(move)).chain(outcome -> settle(mine, move, outcome))
                : call(mine, move, true);
    }

    private Uni<Next> settle(Term mine, RunningMove move, Outcome outcome) {
        MoveStep step = running(move).stage().due();
        Instant now = clock.instant();
        return switch (outcome) {
            case Outcome.Done done ->
                append(mine, move, new MoveEvent.Succeeded(step, now, done.epoch()), false)
                        .replaceWith(Next.AT_ONCE);
            case Outcome.Broke broke ->
                append(mine, move, new MoveEvent.Failed(step, now, broke.fault(), broke.retry(), broke.doubt()), false)
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

    private Uni<Void> append(Term mine, RunningMove move, MoveEvent event, boolean granted) {
        MoveState before = move.state();
        MoveState after = before.next(event);
        Optional<Wish> wish = move.wish();
        return journal.append(mine, move.route(), move.sequence(), event, after, granted)
                .onFailure()
                .invoke(f -> move.doubtMemory())
                .invoke(() -> {
                    paces.learn(move.route(), before, event, after, move.begunAt());
                    times.learn(move.route(), before, after, move.begunAt());
                    move.advance(event, after);
                    if (granted) {
                        wish.ifPresent(move::dropWish);
                    }
                    if (after.ended() || after instanceof MoveState.Stuck) {
                        freed(mine, move);
                    }
                });
    }

    /** A slot is free: the next ones may go, and the operation may be over. */
    private void freed(Term mine, RunningMove move) {
        operations.takeOutIfOver(move.route().operation()).ifPresent(over -> {
            ended.incrementAndGet();
            times.ended(over);
            whenEnded.accept(mine, over);
        });
        operations.moves().stream()
                .filter(m -> m != move && m.state() instanceof MoveState.Reserved)
                .forEach(this::turn);
    }
}
