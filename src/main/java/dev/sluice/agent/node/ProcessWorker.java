package dev.sluice.agent.node;

import dev.sluice.agent.node.Processes.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A worker that is a child process of the agent, or of an agent that was here before.
 *
 * <pre>
 * Unseen ──found by its pid file──► Up ──wish ends, or it exits──► Ending ──nothing is left──► Down, or Pausing
 *    └──nothing, or leftovers (► Ending)──► Down ──wish──► Up            Pausing ──pause is over──► Up
 * </pre>
 *
 * <p>Nothing is started while anything that carries this role's tag still lives, so there are never two.
 */
final class ProcessWorker implements Worker {

    /** Where a worker accepts connections; answers are of the last look, empty while one is under way. */
    interface Port {
        Optional<Boolean> poll();
    }

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final long SECOND = 1_000_000_000L;
    /** Up for so long, a worker counts as having come up: the next failure begins with the shortest pause again. */
    private static final long STEADY = 60 * SECOND;
    /** Without a port to ask, a worker counts as running when it has stayed alive for so long. */
    private static final long SETTLED = SECOND;

    private static final long LOOK_AGAIN = 5 * SECOND;
    private static final int MISSES = 3;
    /** So many bad starts in a row, and the worker counts as not staying up. */
    private static final int FAILURES = 3;

    private static final long EXIT_GRACE = 5 * SECOND;
    /** So long after KILL, the kernel is not going to let it go. */
    private static final long UNKILLABLE = 10 * SECOND;

    private sealed interface Phase {
        /** Nothing was looked at yet. */
        record Unseen() implements Phase {}

        /** Nothing of this role lives. */
        record Down() implements Phase {}

        record Up(Child main, long since, Health health) implements Phase {}

        /** On the way to nothing: signalled at {@code since}, killed from {@code killAt} on. */
        record Ending(Optional<Child> main, Set<Child> family, long since, long killAt) implements Phase {}

        /** It failed, and is started again at {@code until} if it is still wanted. */
        record Pausing(long until) implements Phase {}
    }

    private final Role role;
    private final Recipe.SupervisedProcess recipe;
    private final String node;
    private final String tag;
    private final Processes processes;
    private final PidFile pidFile;
    private final WorkerLog log;
    private final LongSupplier nanos;
    private final Backoff backoff = new Backoff(LONGEST_PAUSE);

    private Phase phase = new Phase.Unseen();
    /** Why the last start ended badly; empty after an orderly stop. */
    private String failure = "";

    private long pauseUntil;

    ProcessWorker(Role role, Recipe.SupervisedProcess recipe, Workers.Place place) {
        this.role = role;
        this.recipe = recipe;
        this.node = place.node();
        this.tag = place.folder().tag(role.framework());
        this.processes = place.processes();
        this.pidFile = place.folder().pidFile(role.framework());
        this.log = place.folder().log(role.framework(), role.setting().logLimit());
        this.nanos = place.nanos();
    }

    @Override
    public OptionalLong root() {
        return phase instanceof Phase.Up up ? OptionalLong.of(up.main().pid()) : OptionalLong.empty();
    }

    @Override
    public Condition step(Aim aim, long epoch) {
        try {
            return advance(aim, epoch);
        } catch (IOException | RuntimeException e) {
            return new Condition(State.FAILED, "cannot go on: " + e.getMessage());
        }
    }

    private Condition advance(Aim aim, long epoch) throws IOException {
        long now = nanos.getAsLong();
        return switch (phase) {
            case Phase.Unseen unseen -> {
                look(now);
                yield advance(aim, epoch);
            }
            case Phase.Down down -> aim == Aim.RUN ? start(epoch, now) : nothing();
            case Phase.Pausing pausing ->
                switch (aim) {
                    case STOP -> {
                        failure = "";
                        phase = new Phase.Down();
                        yield nothing();
                    }
                    case HOLD -> nothing();
                    case RUN -> now - pausing.until() >= 0 ? start(epoch, now) : paused(pausing, now);
                };
            case Phase.Up up -> {
                if (!up.main().alive()) {
                    died(up, now);
                    yield advance(aim, epoch);
                }
                if (aim == Aim.STOP) {
                    stop(up, now);
                    yield advance(aim, epoch);
                }
                log.trim();
                yield up.health().check(up.main(), now);
            }
            case Phase.Ending ending -> end(ending, aim, epoch, now);
        };
    }

    private static Condition nothing() {
        return new Condition(State.STOPPED, "no process of this role lives");
    }

    /** Finds what an agent before this one has left. */
    private void look(long now) throws IOException {
        Optional<Child> found = pidFile.find(processes);
        if (found.isPresent()) {
            Log.say(role.framework() + ": found its worker again, pid "
                    + found.get().pid());
            phase = up(found.get(), now);
            return;
        }
        phase = leftovers(now).map(Phase.class::cast).orElseGet(Phase.Down::new);
    }

    private Optional<Phase.Ending> leftovers(long now) {
        List<Child> tagged = processes.tagged(tag);
        if (tagged.isEmpty()) {
            return Optional.empty();
        }
        Log.say(role.framework() + ": ends what an earlier worker has left: " + tagged);
        tagged.forEach(child -> child.signal("TERM"));
        return Optional.of(new Phase.Ending(Optional.empty(), new LinkedHashSet<>(tagged), now, now + EXIT_GRACE));
    }

    private Phase.Up up(Child main, long now) {
        Optional<Port> port = recipe.ready().map(address -> new ReadyPort(address, nanos));
        return new Phase.Up(main, now, new Health(port, recipe, now));
    }

    private Condition start(long epoch, long now) throws IOException {
        Optional<Phase.Ending> leftovers = leftovers(now);
        if (leftovers.isPresent()) {
            phase = leftovers.get();
            return advance(Aim.RUN, epoch);
        }
        try {
            Child child = processes.start(new Launch(
                    recipe.start(), role.setting().directory(), role.environment(node, epoch), tag, log.prepare()));
            phase = up(child, now);
            pidFile.write(child);
            Log.say(role.framework() + ": started, pid " + child.pid());
            return new Condition(State.STARTING, "pid " + child.pid() + ", just started");
        } catch (IOException e) {
            fail("cannot be started: " + e.getMessage(), now);
            if (phase instanceof Phase.Up up) {
                // It runs, but nobody would find it again: better none.
                stop(up, now);
            } else {
                phase = new Phase.Pausing(pauseUntil);
            }
            return advance(Aim.RUN, epoch);
        }
    }

    private void died(Phase.Up up, long now) {
        if (now - up.since() >= STEADY) {
            backoff.succeed();
        }
        OptionalInt code = up.main().exitCode();
        String last = log.lastLine();
        fail(
                "pid " + up.main().pid() + " ended by itself after " + age(now - up.since())
                        + (code.isPresent() ? " with exit code " + code.getAsInt() : "")
                        + (last.isEmpty() ? "" : "; last line of its log: " + last),
                now);
        phase = new Phase.Ending(Optional.empty(), new LinkedHashSet<>(), now, now + EXIT_GRACE);
    }

    private void fail(String why, long now) {
        Duration pause = backoff.fail();
        pauseUntil = now + pause.toNanos();
        failure = why;
        Log.say(role.framework() + ": " + why + "; next try in " + age(pause.toNanos()));
    }

    private Condition paused(Phase.Pausing pausing, long now) {
        // One bad start may be chance; a move would be given up on FAILED.
        return new Condition(
                backoff.failures() < FAILURES ? State.STARTING : State.FAILED,
                failure + "; failure " + backoff.failures() + ", next try in " + age(pausing.until() - now));
    }

    private void stop(Phase.Up up, long now) {
        Set<Child> family = new LinkedHashSet<>(up.main().descendants());
        Log.say(role.framework() + ": stops pid " + up.main().pid() + " by " + recipe.stopSignal());
        up.main().signal(recipe.stopSignal());
        phase = new Phase.Ending(
                Optional.of(up.main()), family, now, now + recipe.stopTimeout().toNanos());
    }

    private Condition end(Phase.Ending ending, Aim aim, long epoch, long now) throws IOException {
        boolean mainLives = ending.main().filter(Child::alive).isPresent();
        Set<Child> family = living(ending);
        if (!mainLives && family.isEmpty()) {
            family.addAll(processes.tagged(tag));
            if (family.isEmpty()) {
                return ended(aim, epoch);
            }
            // The main process has gone and left these behind; they never got a signal.
            family.forEach(child -> child.signal("TERM"));
        } else if (!mainLives && ending.main().isPresent()) {
            family.forEach(child -> child.signal("TERM"));
        }
        if (now - ending.killAt() >= 0) {
            ending.main().ifPresent(child -> child.signal("KILL"));
            family.forEach(child -> child.signal("KILL"));
        }
        phase = new Phase.Ending(mainLives ? ending.main() : Optional.empty(), family, ending.since(), ending.killAt());
        return endingCondition(ending, mainLives, family, now);
    }

    private static Set<Child> living(Phase.Ending ending) {
        Set<Child> family = new LinkedHashSet<>(ending.family());
        ending.main().ifPresent(main -> family.addAll(main.descendants()));
        ending.family().forEach(child -> family.addAll(child.descendants()));
        family.removeIf(child -> !child.alive());
        return family;
    }

    private static Condition endingCondition(Phase.Ending ending, boolean mainLives, Set<Child> family, long now) {
        String who = mainLives
                ? "pid " + ending.main().orElseThrow().pid()
                : family.size() + " process(es) that it started: " + family;
        if (now - ending.killAt() >= UNKILLABLE) {
            return new Condition(State.FAILED, who + " does not end, killed " + age(now - ending.killAt()) + " ago");
        }
        return new Condition(State.STOPPING, who + " is ending, told " + age(now - ending.since()) + " ago");
    }

    private Condition ended(Aim aim, long epoch) throws IOException {
        pidFile.clear();
        if (aim != Aim.STOP && !failure.isEmpty()) {
            phase = new Phase.Pausing(pauseUntil);
        } else {
            Log.say(role.framework() + ": stopped");
            failure = "";
            phase = new Phase.Down();
        }
        return advance(aim, epoch);
    }

    private static String age(long nanos) {
        return nanos < 10 * SECOND ? Math.max(0, nanos / (SECOND / 10)) / 10.0 + " s" : nanos / SECOND + " s";
    }

    /** What is known of a live main process: starting, running, or up without serving. */
    private static final class Health {

        private final Optional<Port> port;
        private final Recipe.SupervisedProcess recipe;
        private final long since;
        private boolean ready;
        private int misses;
        private long nextLook;

        Health(Optional<Port> port, Recipe.SupervisedProcess recipe, long since) {
            this.port = port;
            this.recipe = recipe;
            this.since = since;
            this.nextLook = since;
        }

        Condition check(Child main, long now) {
            String proof = "pid " + main.pid() + ", up " + age(now - since);
            if (port.isEmpty()) {
                return new Condition(now - since >= SETTLED ? State.RUNNING : State.STARTING, proof);
            }
            if (now - nextLook >= 0) {
                port.get().poll().ifPresent(accepts -> note(accepts, now));
            }
            String address = recipe.ready().map(Object::toString).orElse("");
            if (!ready) {
                return new Condition(State.STARTING, proof + ", nothing accepts at " + address + " yet");
            }
            return misses < MISSES
                    ? new Condition(State.RUNNING, proof + ", accepts at " + address)
                    : new Condition(State.FAILED, proof + ", but no longer accepts at " + address);
        }

        private void note(boolean accepts, long now) {
            misses = accepts ? 0 : misses + 1;
            ready = ready || accepts;
            nextLook = ready && misses == 0 ? now + LOOK_AGAIN : now + SECOND / 2;
        }
    }
}
