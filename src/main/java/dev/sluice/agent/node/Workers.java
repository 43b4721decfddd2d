package dev.sluice.agent.node;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Makes the worker of each role. */
final class Workers {

    private Workers() {}

    static Map<String, Worker> of(AgentFile file, Processes processes, LongSupplier nanos) {
        RoleFolder folder = new RoleFolder(file.state());
        Map<String, Worker> workers = new TreeMap<>();
        file.roles().forEach((framework, recipe) -> workers.put(framework, of(recipe, folder, processes, nanos)));
        return workers;
    }

    private static Worker of(Recipe recipe, RoleFolder folder, Processes processes, LongSupplier nanos) {
        return switch (recipe) {
            case Recipe.SupervisedProcess process -> new ProcessWorker(process, folder, processes, nanos);
        };
    }
}
