package dev.sluice.agent.node;

import java.nio.file.Path;

/** Where a role keeps its things below the state folder, and the tag that its processes carry. */
final class RoleFolder {

    private final Path state;

    RoleFolder(Path state) {
        this.state = state.toAbsolutePath();
    }

    /** Unlike that of any other role, also of another agent on this machine. */
    String tag(String framework) {
        return state + "#" + framework;
    }

    PidFile pidFile(String framework) {
        return new PidFile(state.resolve("worker-" + framework + ".json"));
    }

    WorkerLog log(String framework, long limit) {
        return new WorkerLog(state.resolve("log").resolve(framework + ".log"), limit);
    }
}
