package dev.sluice.agent.node;

import dev.sluice.agent.node.Probe.Seen;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A worker that is no child of the agent: commands start it, stop it and look at it. One command runs at a time.
 *
 * <p>It is believed to run, or not to, only by a look that came after the last command; what cannot be told is FAILED, never
 * STOPPED. A start or stop that an earlier agent has begun is waited for before anything else is done.
 */
final class CommandedWorker implements Worker {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final long SECOND = 1_000_000_000L;
    private static final long STEADY = 60 * SECOND;
    /** Between two looks at a worker that is on its way. */
    private static final long LOOK_SOON = SECOND / 2;
    /** So many bad starts or stops in a row, and it counts as failed. */
    private static final int FAILURES = 3;

    private static final int OUTPUT_LIMIT = 64 * 1024;

    private enum Act {
        START,
        STOP,
        LOOK
    }

    private record Running(Act act, CommandRun run) {}

    private final Role role;
    private final Probe probe;
    private final Workers.Place place;
    private final RoleFolder folder;
    private final LongSupplier nanos;
    private final Backoff backoff = new Backoff(LONGEST_PAUSE);

    private boolean begun;
    private Optional<Running> running = Optional.empty();
    private Optional<Seen> seen = Optional.empty();
    private long lookAt;
    /** What was last begun by this agent; until {@link #patience} its effect may still be on its way. */
    private Act last = Act.LOOK;

    private long patience;
    private long pauseUntil;
    private long upSince;
    private String failure = "";
    private Aim saidFor = Aim.HOLD;
    private Optional<Condition> said = Optional.empty();

    CommandedWorker(Role role, Probe probe, Workers.Place place) {
        this.role = role;
        this.probe = probe;
        this.place = place;
        this.folder = place.folder();
        this.nanos = place.nanos();
        this.pauseUntil = nanos.getAsLong();
    }

    @Override
    public OptionalLong root() {
        return OptionalLong.empty();
    }

    @Override
    public Condition step(Aim aim, long epoch) {
        Condition now;
        try {
            now = advance(aim, epoch);
        } catch (IOException | RuntimeException e) {
            now = new Condition(State.FAILED, "cannot go on: " + e.getMessage());
        }
        saidFor = aim;
        said = Optional.of(now);
        return now;
    }

    private Condition advance(Aim aim, long epoch) throws IOException {
        if (!begun) {
            begun = true;
            running = pidFile()
                    .find(place.processes())
                    .map(child -> new Running(Act.STOP, CommandRun.adopt(child, longest(), nanos)));
        }
        if (running.isPresent()) {
            Optional<CommandRun.Result> result = running.get().run().poll();
            if (result.isEmpty()) {
                return waiting(running.get(), aim);
            }
            ended(running.get(), result.get());
        }
        long now = nanos.getAsLong();
        if (seen.isEmpty() || now - lookAt >= 0) {
            begin(Act.LOOK, probe.check(), epoch);
            return waiting(running.orElseThrow(), aim);
        }
        return switch (aim) {
            case HOLD -> asSeen(seen.get());
            case RUN -> towardsUp(seen.get(), epoch, now);
            case STOP -> towardsDown(seen.get(), epoch, now);
        };
    }

    private Condition towardsUp(Seen now, long epoch, long at) throws IOException {
        return switch (now) {
            case Seen.Up up -> {
                if (upSince == 0) {
                    upSince = at;
                }
                if (at - upSince >= STEADY) {
                    backoff.succeed();
                }
                failure = "";
                last = Act.LOOK;
                yield new Condition(State.RUNNING, up.text());
            }
            case Seen.Down down -> {
                upSince = 0;
                if (down.obstacle().isPresent()) {
                    yield new Condition(State.FAILED, down.obstacle().get());
                }
                if (last == Act.START && at - patience < 0) {
                    yield new Condition(State.STARTING, "started; " + down.text());
                }
                if (last == Act.START && failure.isEmpty()) {
                    fail("its start has brought nothing up: " + down.text(), at);
                }
                yield at - pauseUntil < 0 ? paused(State.STARTING, at) : act(Act.START, probe.start(), epoch, at);
            }
            case Seen.Changing changing -> new Condition(State.STARTING, changing.text());
            case Seen.Unclear unclear -> new Condition(State.FAILED, unclear.text());
        };
    }

    private Condition towardsDown(Seen now, long epoch, long at) throws IOException {
        if (now instanceof Seen.Down down) {
            if (last != Act.LOOK) {
                Log.say(role.framework() + ": stopped");
            }
            forgetFailures();
            return new Condition(State.STOPPED, down.text());
        }
        if (last == Act.STOP && at - patience < 0) {
            return new Condition(State.STOPPING, "told to stop; " + now.text());
        }
        if (last == Act.STOP && failure.isEmpty()) {
            fail("its stop has not stopped it: " + now.text(), at);
        }
        if (last == Act.START) {
            forgetFailures();
        }
        return at - pauseUntil < 0 ? paused(State.STOPPING, at) : act(Act.STOP, probe.stop(), epoch, at);
    }

    private void forgetFailures() {
        last = Act.LOOK;
        upSince = 0;
        failure = "";
        backoff.succeed();
        pauseUntil = nanos.getAsLong();
    }

    private static Condition asSeen(Seen seen) {
        return switch (seen) {
            case Seen.Up up -> new Condition(State.RUNNING, up.text());
            case Seen.Down down -> new Condition(State.STOPPED, down.text());
            case Seen.Changing changing -> new Condition(State.STARTING, changing.text());
            case Seen.Unclear unclear -> new Condition(State.FAILED, unclear.text());
        };
    }

    private Condition act(Act act, Recipe.Command command, long epoch, long at) throws IOException {
        failure = "";
        last = act;
        patience = at + command.timeout().toNanos();
        Log.say(role.framework() + ": " + (act == Act.START ? "starts" : "stops") + " it by "
                + command.words().getFirst());
        begin(act, command, epoch);
        Optional<Processes.Child> child = running.orElseThrow().run().child();
        if (child.isPresent()) {
            pidFile().write(child.get());
        }
        return waiting(running.orElseThrow(), act == Act.START ? Aim.RUN : Aim.STOP);
    }

    private void begin(Act act, Recipe.Command command, long epoch) throws IOException {
        Path log = folder.log(role.framework(), role.setting().logLimit()).prepare();
        Path output = act == Act.LOOK ? folder.output(role.framework()) : log;
        if (act == Act.LOOK) {
            Files.deleteIfExists(output);
        }
        Launch launch = new Launch(
                command.words(),
                role.setting().directory(),
                role.environment(place.node(), epoch),
                folder.tag(role.framework()) + "/command",
                output);
        running = Optional.of(new Running(act, CommandRun.begin(place.processes(), launch, command.timeout(), nanos)));
    }

    private void ended(Running was, CommandRun.Result result) throws IOException {
        running = Optional.empty();
        long now = nanos.getAsLong();
        if (was.act() == Act.LOOK) {
            seen = Optional.of(
                    result instanceof CommandRun.Result.Exited exited
                            ? probe.read(exited.code(), output())
                            : new Seen.Unclear("its check " + result.failure()));
            boolean settled = last == Act.LOOK && !(seen.get() instanceof Seen.Changing);
            lookAt = now + (settled ? probe.checkEvery().toNanos() : LOOK_SOON);
            return;
        }
        pidFile().clear();
        seen = Optional.empty();
        if (!result.failure().isEmpty() && !(result instanceof CommandRun.Result.Vanished)) {
            String line =
                    folder.log(role.framework(), role.setting().logLimit()).lastLine();
            fail(
                    "its " + (was.act() == Act.START ? "start " : "stop ") + result.failure()
                            + (line.isEmpty() ? "" : "; last line of its log: " + line),
                    now);
            // Nothing more is to be expected of it.
            patience = now;
        }
    }

    private void fail(String why, long now) {
        Duration pause = backoff.fail();
        pauseUntil = now + pause.toNanos();
        failure = why;
        Log.say(role.framework() + ": " + why + "; next try in " + pause.toSeconds() + " s");
    }

    private Condition paused(State state, long now) {
        return new Condition(
                backoff.failures() < FAILURES ? state : State.FAILED,
                failure + "; failure " + backoff.failures() + ", next try in "
                        + Math.max(0, (pauseUntil - now) / SECOND) + " s");
    }

    private Condition waiting(Running command, Aim aim) {
        if (command.act() == Act.LOOK) {
            // A look changes nothing, so what was so a moment ago stands until it has ended.
            return said.filter(before -> aim == saidFor).orElseGet(() -> onTheWay(aim, "being looked at"));
        }
        String which = command.act() == Act.START ? "its start" : "its stop";
        return onTheWay(aim, which + " is running for " + command.run().seconds() + " s");
    }

    private Condition onTheWay(Aim aim, String what) {
        State state = aim == Aim.STOP ? State.STOPPING : State.STARTING;
        return failure.isEmpty() || backoff.failures() < FAILURES
                ? new Condition(state, what)
                : new Condition(State.FAILED, failure + "; " + what);
    }

    private String output() throws IOException {
        Path file = folder.output(role.framework());
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(OUTPUT_LIMIT, in.length())];
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private PidFile pidFile() {
        return folder.pidFile(role.framework());
    }

    private Duration longest() {
        Duration start = probe.start().timeout();
        Duration stop = probe.stop().timeout();
        return start.compareTo(stop) > 0 ? start : stop;
    }
}
