package dev.sluice.moving;

import dev.sluice.driver.DrainProgress;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One move in memory: its state, which is a replay of its journal, and what only matters while this process lives.
 *
 * <p>At most one turn is under way at a time, see {@link #enter}; the turn alone changes the state. All methods may be
 * called from any thread.
 */
final class RunningMove {

    /** Steps whose calls change something at the donor that an admission takes back. */
    private static final Set<MoveStep> TOLD_TO_DONOR = EnumSet.of(MoveStep.DRAIN, MoveStep.RELEASE, MoveStep.STOP);

    private final Route route;
    private final Instant plannedAt;
    /** How many events earlier processes have left. */
    private final int inherited;

    private List<MoveEvent> events;
    private MoveState state;
    private Optional<Wish> wish;

    private boolean busy;
    private boolean wokenWhileBusy;
    private boolean stale;
    private boolean abandoned;
    private boolean begun;
    private int looks;
    private String note = "";
    private Optional<DrainProgress> progress = Optional.empty();
    private Timers.@Nullable Handle timer;

    @Nullable
    private Cancellable turn;

    RunningMove(MoveJournal.RecordedMove recorded) {
        this.route = recorded.route();
        this.plannedAt = recorded.plannedAt();
        this.events = new ArrayList<>(recorded.events());
        this.inherited = events.size();
        this.state = recorded.state();
        this.wish = recorded.wish();
    }

    Route route() {
        return route;
    }

    synchronized MoveState state() {
        return state;
    }

    synchronized Optional<Wish> wish() {
        return wish;
    }

    synchronized int sequence() {
        return events.size();
    }

    /** The move as its journal has it. */
    synchronized MoveJournal.RecordedMove recorded() {
        return new MoveJournal.RecordedMove(route, plannedAt, events, wish);
    }

    /** Takes over what the journal says, after it was not certain what was written. */
    synchronized void reload(MoveJournal.RecordedMove recorded) {
        events = new ArrayList<>(recorded.events());
        state = recorded.state();
        wish = recorded.wish();
        stale = false;
        begun = false;
        looks = 0;
    }

    synchronized void doubtMemory() {
        stale = true;
    }

    synchronized boolean isStale() {
        return stale;
    }

    synchronized void wished(Wish wanted) {
        wish = Optional.of(wanted);
    }

    synchronized void dropWish(Wish done) {
        if (wish.filter(done::equals).isPresent()) {
            wish = Optional.empty();
        }
    }

    /** After {@code event} was journalled. */
    synchronized void advance(MoveEvent event, MoveState after) {
        events.add(event);
        state = after;
        begun = false;
        looks = 0;
        note = "";
        progress = Optional.empty();
    }

    /** When it was given its slot; when it was planned, as long as it has none. */
    synchronized Instant begunAt() {
        return events.stream()
                .filter(e -> e instanceof MoveEvent.Succeeded s && s.step() == MoveStep.CHECK)
                .map(MoveEvent::at)
                .findFirst()
                .orElse(plannedAt);
    }

    /**
     * When the donor was last asked for something whose answer nobody has heard; until a call's time limit it may still happen.
     *
     * <p>What an earlier process left without an answer counts. What this process has begun has been answered by the time that it
     * is at the next step, unless the answer was a doubt.
     */
    synchronized Optional<Instant> unheard() {
        Optional<Instant> unheard = Optional.empty();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof MoveEvent.Started asked && TOLD_TO_DONOR.contains(asked.step())) {
                Optional<MoveEvent> then = outcome(i + 1);
                boolean heard = then.isPresent() ? isAnswer(then.get()) : i >= inherited;
                boolean doubt = then.filter(MoveEvent.Failed.class::isInstance).isPresent();
                if (!heard && (doubt || i < inherited)) {
                    // A stop tells the donor of it once the worker has ended, until somebody else goes on.
                    unheard = Optional.of(
                            asked.step() == MoveStep.STOP
                                    ? then.orElse(events.getLast()).at()
                                    : asked.at());
                }
            }
        }
        return unheard;
    }

    /** What became of a step that was begun: the next event that is not somebody's wish. */
    private Optional<MoveEvent> outcome(int from) {
        return events.stream()
                .skip(from)
                .filter(e -> e instanceof MoveEvent.Started
                        || e instanceof MoveEvent.Succeeded
                        || e instanceof MoveEvent.Failed)
                .findFirst();
    }

    private static boolean isAnswer(MoveEvent event) {
        return event instanceof MoveEvent.Succeeded || (event instanceof MoveEvent.Failed f && !f.doubt());
    }

    /** Begins a turn; false when one is under way, which will then be followed by another, or when it is abandoned. */
    synchronized boolean enter() {
        if (abandoned) {
            return false;
        }
        if (busy) {
            wokenWhileBusy = true;
            return false;
        }
        busy = true;
        wokenWhileBusy = false;
        cancelTimer();
        return true;
    }

    /** Ends a turn; true when somebody asked for another meanwhile. */
    synchronized boolean leave() {
        busy = false;
        turn = null;
        return wokenWhileBusy;
    }

    synchronized void during(Cancellable running) {
        if (busy) {
            turn = running;
        }
    }

    synchronized void sleep(Timers.Handle until) {
        cancelTimer();
        timer = until;
    }

    /** For the end of this process' leadership: no turn any more, not even by a timer that has just gone off. */
    synchronized void abandon() {
        abandoned = true;
        cancelTimer();
        if (turn != null) {
            turn.cancel();
            turn = null;
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Whether this process has begun the step that it waits for; after a restart it has not. */
    synchronized boolean hasBegun() {
        return begun;
    }

    synchronized void begin() {
        begun = true;
    }

    /** Notes a look that did not hold; answers how many there were. */
    synchronized int looked(Outcome.NotYet outcome) {
        note = outcome.note();
        progress = outcome.progress().or(() -> progress);
        return looks++;
    }

    synchronized String note() {
        return note;
    }

    synchronized Optional<DrainProgress> progress() {
        return progress;
    }

    /** Whether it holds a slot of its frameworks: begun, and neither ended nor stuck; in doubt it does. */
    synchronized boolean underWay() {
        if (stale) {
            return true;
        }
        return switch (state) {
            case MoveState.Reserved s -> false;
            case MoveState.Running s -> true;
            case MoveState.Stuck s -> false;
            case MoveState.Moved s -> false;
            case MoveState.Undone s -> false;
            case MoveState.Quarantined s -> false;
        };
    }

    boolean touches(FrameworkId framework) {
        return route.donor().filter(framework::equals).isPresent()
                || route.taker().filter(framework::equals).isPresent();
    }
}
