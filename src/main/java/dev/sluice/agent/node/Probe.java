package dev.sluice.agent.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a worker that is not the agent's child is started, stopped, and looked at: commands, and how to read the look. */
interface Probe {

    Recipe.Command start();

    Recipe.Command stop();

    Recipe.Command check();

    /** Between two looks at a worker that is settled. */
    Duration checkEvery();

    /** What a check that ended with this code and wrote this says. */
    Seen read(int code, String output);

    /** What was seen of a worker. */
    sealed interface Seen {

        String text();

        record Up(String text) implements Seen {}

        /**
         * Proof that nothing of it runs.
         *
         * @param obstacle why it must not be started; empty when it may be
         */
        record Down(String text, Optional<String> obstacle) implements Seen {}

        /** It is on its way up or down by itself. */
        record Changing(String text) implements Seen {}

        /** It cannot be told. */
        record Unclear(String text) implements Seen {}
    }

    /** The operator's own three commands. */
    record OfHooks(Recipe.Hooks hooks) implements Probe {

        /** What the Linux Standard Base has {@code status} say of a program that does not run. */
        private static final int NOT_RUNNING = 3;

        @Override
        public Recipe.Command start() {
            return hooks.start();
        }

        @Override
        public Recipe.Command stop() {
            return hooks.stop();
        }

        @Override
        public Recipe.Command check() {
            return hooks.check();
        }

        @Override
        public Duration checkEvery() {
            return hooks.checkEvery();
        }

        @Override
        public Seen read(int code, String output) {
            String said = output.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .reduce((earlier, later) -> later)
                    .map(line -> ": " + line)
                    .orElse("");
            return switch (code) {
                case 0 -> new Seen.Up("its check ended with 0" + said);
                case NOT_RUNNING ->
                    new Seen.Down("its check ended with 3, which is not running" + said, Optional.empty());
                default ->
                    new Seen.Unclear(
                            "its check ended with " + code + ", where 0 is running and 3 is not running" + said);
            };
        }
    }

    /** Units of systemd, by {@code systemctl}. */
    record OfUnits(Recipe.SystemdUnits recipe) implements Probe {

        private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(10);

        @Override
        public Recipe.Command start() {
            return systemctl(recipe.startTimeout(), "start");
        }

        @Override
        public Recipe.Command stop() {
            return systemctl(recipe.stopTimeout(), "stop");
        }

        @Override
        public Recipe.Command check() {
            return systemctl(LOOK_TIMEOUT, "show", "--property=" + UnitState.PROPERTIES);
        }

        @Override
        public Duration checkEvery() {
            return recipe.checkEvery();
        }

        private Recipe.Command systemctl(Duration limit, String... words) {
            List<String> command = new ArrayList<>(List.of("systemctl", "--no-ask-password"));
            command.addAll(List.of(words));
            // After this, nothing can be taken for an option.
            command.add("--");
            command.addAll(recipe.units());
            return new Recipe.Command(command, limit);
        }

        @Override
        public Seen read(int code, String output) {
            List<UnitState> units = UnitState.of(output);
            if (code != 0 || units.size() != recipe.units().size()) {
                return new Seen.Unclear("systemctl show ended with " + code + " and told of " + units.size() + " of "
                        + recipe.units().size() + " units"
                        + output.lines()
                                .reduce((a, b) -> b)
                                .map(line -> ": " + line)
                                .orElse(""));
            }
            String text = String.join("; ", units.stream().map(UnitState::text).toList());
            if (units.stream().allMatch(UnitState::runs)) {
                return new Seen.Up(text);
            }
            if (units.stream().allMatch(UnitState::gone)) {
                return new Seen.Down(
                        text,
                        units.stream().flatMap(unit -> unit.obstacle().stream()).findFirst());
            }
            return new Seen.Changing(text);
        }
    }
}
