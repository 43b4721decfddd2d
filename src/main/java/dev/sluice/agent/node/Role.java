package dev.sluice.agent.node;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How this node becomes the worker of one framework, as its own file says.
 *
 * @param framework the framework's id, as the server says it
 * @param member the name that the framework knows this node by
 * @param prepare what runs once before the worker's first start under a claim
 */
record Role(String framework, String member, Setting setting, Recipe recipe, Optional<Prepare> prepare) {

    /**
     * What all commands of a role have in common.
     *
     * @param directory where they run
     * @param environment added to the agent's own
     * @param logLimit bytes; a longer log becomes {@code .1} and begins again
     */
    record Setting(Path directory, Map<String, String> environment, long logLimit) {

        Setting {
            environment = Map.copyOf(environment);
        }
    }

    /**
     * @param run ends with 0 when the node is ready for the worker
     * @param check ends with 0 when it is; asked when an interrupted {@code run} has left it open
     */
    record Prepare(Recipe.Command run, Optional<Recipe.Command> check) {}

    /**
     * The environment of its commands. Of what the server has said it holds the epoch, a number, and the framework, which
     * is a key of this node's file; nothing else of the server reaches a command.
     */
    Map<String, String> environment(String node, long epoch) {
        Map<String, String> environment = new TreeMap<>(setting.environment());
        environment.put("SLUICE_NODE", node);
        environment.put("SLUICE_FRAMEWORK", framework);
        environment.put("SLUICE_MEMBER", member);
        environment.put("SLUICE_EPOCH", Long.toString(epoch));
        return environment;
    }
}
