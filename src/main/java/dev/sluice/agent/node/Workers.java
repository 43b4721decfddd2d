package dev.sluice.agent.node;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Makes the worker of each role. */
final class Workers {

    /** What every worker of a node needs of it. */
    record Place(String node, RoleFolder folder, Processes processes, LongSupplier nanos) {}

    private Workers() {}

    static Map<String, Worker> of(AgentFile file, Processes processes, LongSupplier nanos) {
        Place place = new Place(file.node(), new RoleFolder(file.state()), processes, nanos);
        Map<String, Worker> workers = new TreeMap<>();
        file.roles().forEach((framework, role) -> workers.put(framework, of(role, place)));
        return workers;
    }

    private static Worker of(Role role, Place place) {
        Worker worker =
                switch (role.recipe()) {
                    case Recipe.SupervisedProcess process -> new ProcessWorker(role, process, place);
                    case Recipe.SystemdUnits units -> new CommandedWorker(role, new Probe.OfUnits(units), place);
                    case Recipe.Hooks hooks -> new CommandedWorker(role, new Probe.OfHooks(hooks), place);
                };
        return role.prepare()
                .<Worker>map(prepare -> new PreparedWorker(worker, new Preparation(role, prepare, place)))
                .orElse(worker);
    }
}
