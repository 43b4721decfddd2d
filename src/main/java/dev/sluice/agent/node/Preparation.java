package dev.sluice.agent.node;

import dev.sluice.agent.node.Worker.Condition;
import dev.sluice.agent.node.Worker.State;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Runs a role's prepare recipe once for each claim.
 *
 * <p>That it begins is on disk before it does, and a shell around it leaves its exit code in a file. So an agent that was
 * killed in the middle is followed by one that looks: it waits for a recipe that still runs, takes the exit code of one that
 * has ended, and asks the role's check about one that was interrupted. It never begins it a second time under one claim.
 */
final class Preparation {

    /** The recipe is {@code "$@"}, the file for its exit code {@code $0}. */
    private static final String KEEP_EXIT_CODE = "\"$@\"; code=$?; echo $code >\"$0\"; exit $code";

    /** How far a claim's preparation has come; the names are those of the file. */
    private enum Stage {
        BEGUN,
        DONE,
        FAILED
    }

    private record Progress(long epoch, Stage stage, String proof) {

        static final Progress NONE = new Progress(0, Stage.DONE, "");

        static Progress of(Json.Obj json) {
            return new Progress(
                    json.whole("epoch"),
                    Stage.valueOf(json.text("stage").orElse("")),
                    json.text("proof").orElse(""));
        }

        String toJson() {
            return Json.write(Json.fields("epoch", epoch, "stage", stage.name(), "proof", proof));
        }
    }

    private final Role role;
    private final Role.Prepare recipe;
    private final Workers.Place place;
    private final RoleFolder folder;
    private final String tag;

    private Optional<Progress> progress = Optional.empty();
    private Optional<CommandRun> running = Optional.empty();
    private Optional<CommandRun> checking = Optional.empty();

    Preparation(Role role, Role.Prepare recipe, Workers.Place place) {
        this.role = role;
        this.recipe = recipe;
        this.place = place;
        this.folder = place.folder();
        this.tag = folder.tag(role.framework()) + "/prepare";
    }

    /** Whether nothing is left to do under this claim. */
    boolean isDone(long epoch) {
        // What the file says of before the first claim is taken over as it stands.
        return epoch == 0 || (progress().epoch() == epoch && progress().stage() == Stage.DONE);
    }

    /** Notes that this claim needs no preparation. */
    void leaveOut(long epoch) {
        try {
            keep(new Progress(epoch, Stage.DONE, "its worker already ran"));
        } catch (IOException e) {
            Log.say(role.framework() + ": cannot note that it needs no preparation: " + e.getMessage());
        }
    }

    /** The next step; {@link #isDone} says when it was the last. */
    Condition step(long epoch) {
        try {
            return advance(epoch);
        } catch (IOException | RuntimeException e) {
            return new Condition(State.FAILED, "its prepare recipe cannot go on: " + e.getMessage());
        }
    }

    private Condition advance(long epoch) throws IOException {
        Progress now = progress();
        if (now.stage() == Stage.BEGUN && now.epoch() != epoch) {
            if (!halted()) {
                return new Condition(State.STOPPING, "the prepare recipe of epoch " + now.epoch() + " is being ended");
            }
            now = progress();
        }
        if (now.epoch() != epoch) {
            return begin(epoch);
        }
        return switch (now.stage()) {
            case BEGUN -> look(now);
            case DONE -> new Condition(State.STARTING, "prepared");
            case FAILED -> new Condition(State.FAILED, now.proof());
        };
    }

    private Condition begin(long epoch) throws IOException {
        Progress begun = new Progress(epoch, Stage.BEGUN, "");
        Files.deleteIfExists(folder.prepareExit(role.framework()));
        keep(begun);
        List<String> words = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                KEEP_EXIT_CODE,
                folder.prepareExit(role.framework()).toString()));
        words.addAll(recipe.run().words());
        Log.say(role.framework() + ": prepares the node for epoch " + epoch);
        running = Optional.of(run(words, epoch, recipe.run()));
        return look(begun);
    }

    private CommandRun run(List<String> words, long epoch, Recipe.Command command) throws IOException {
        Launch launch = new Launch(
                words, role.setting().directory(), role.environment(place.node(), epoch), tag, log().prepare());
        return CommandRun.begin(place.processes(), launch, command.timeout(), place.nanos());
    }

    private Condition look(Progress begun) throws IOException {
        if (checking.isPresent()) {
            return checked(begun, checking.get());
        }
        if (running.isPresent()) {
            Optional<CommandRun.Result> result = running.get().poll();
            if (result.isEmpty()) {
                return new Condition(
                        State.STARTING,
                        "its prepare recipe is running for " + running.get().seconds() + " s");
            }
            running = Optional.empty();
            if (!(result.get() instanceof CommandRun.Result.Vanished)) {
                return ended(begun, result.get().failure());
            }
        }
        // First the processes, then the file: a recipe that ends between the two has left its code.
        Optional<CommandRun> live = live();
        OptionalInt code = exitCode();
        if (code.isPresent()) {
            return ended(begun, new CommandRun.Result.Exited(code.getAsInt()).failure());
        }
        running = live;
        return live.isPresent()
                ? new Condition(State.STARTING, "its prepare recipe is still running")
                : interrupted(begun);
    }

    /** What an earlier agent has begun and still runs. */
    private Optional<CommandRun> live() {
        return place.processes().tagged(tag).stream()
                .findFirst()
                .map(child -> CommandRun.adopt(child, recipe.run().timeout(), place.nanos()));
    }

    private Condition interrupted(Progress begun) throws IOException {
        if (recipe.check().isEmpty()) {
            return ended(begun, "was interrupted, and the role has no prepare-check that could tell how far it came");
        }
        Recipe.Command check = recipe.check().get();
        checking = Optional.of(run(check.words(), begun.epoch(), check));
        return new Condition(State.STARTING, "its prepare recipe was interrupted, its check is looking");
    }

    private Condition checked(Progress begun, CommandRun check) throws IOException {
        Optional<CommandRun.Result> result = check.poll();
        if (result.isEmpty()) {
            return new Condition(State.STARTING, "its prepare recipe was interrupted, its check is looking");
        }
        checking = Optional.empty();
        String failure = result.get().failure();
        return ended(begun, failure.isEmpty() ? "" : "was interrupted, and its check " + failure);
    }

    private Condition ended(Progress begun, String failure) throws IOException {
        if (failure.isEmpty()) {
            Log.say(role.framework() + ": the node is prepared for epoch " + begun.epoch());
            keep(new Progress(begun.epoch(), Stage.DONE, ""));
            return new Condition(State.STARTING, "prepared");
        }
        String line = log().lastLine();
        String proof = "its prepare recipe " + failure + (line.isEmpty() ? "" : "; last line of its log: " + line)
                + "; it runs again under a new claim only";
        Log.say(role.framework() + ": " + proof);
        keep(new Progress(begun.epoch(), Stage.FAILED, proof));
        return new Condition(State.FAILED, proof);
    }

    /** Ends a recipe that runs, and says whether none does any more. What was ended has failed. */
    boolean halted() {
        if (progress().stage() != Stage.BEGUN) {
            return true;
        }
        try {
            if (running.isEmpty() && checking.isEmpty() && exitCode().isEmpty()) {
                running = live();
            }
            Optional<CommandRun> live = running.or(() -> checking);
            live.ifPresent(CommandRun::end);
            if (live.isPresent() && live.get().poll().isEmpty()) {
                return false;
            }
            running = Optional.empty();
            checking = Optional.empty();
            OptionalInt code = exitCode();
            ended(
                    progress(),
                    code.isPresent()
                            ? new CommandRun.Result.Exited(code.getAsInt()).failure()
                            : "was ended, since the role was no longer wanted");
            return true;
        } catch (IOException e) {
            Log.say(role.framework() + ": cannot note the end of its prepare recipe: " + e.getMessage());
            return false;
        }
    }

    private OptionalInt exitCode() throws IOException {
        Optional<String> text = DurableFile.read(folder.prepareExit(role.framework()));
        if (text.isEmpty() || !text.get().endsWith("\n")) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(text.get().strip()));
    }

    private WorkerLog log() {
        return folder.prepareLog(role.framework(), role.setting().logLimit());
    }

    private Progress progress() {
        if (progress.isEmpty()) {
            progress = Optional.of(read());
        }
        return progress.get();
    }

    private Progress read() {
        try {
            return DurableFile.read(folder.prepareRecord(role.framework()))
                    .map(Json::readObject)
                    .map(Progress::of)
                    .orElse(Progress.NONE);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    folder.prepareRecord(role.framework()) + " is damaged (" + e.getMessage()
                            + "); see by hand whether the node is prepared and remove the file",
                    e);
        }
    }

    private void keep(Progress now) throws IOException {
        DurableFile.write(folder.prepareRecord(role.framework()), now.toJson());
        progress = Optional.of(now);
    }
}
