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

    /** What the last look at a worker has written. */
    Path output(String framework) {
        return state.resolve("log").resolve(framework + ".check");
    }

    /** How far the prepare recipe has come. */
    Path prepareRecord(String framework) {
        return state.resolve("prepare-" + framework + ".json");
    }

    /** Where the prepare recipe's exit code is left, also when no agent is there to see it. */
    Path prepareExit(String framework) {
        return state.resolve("prepare-" + framework + ".exit");
    }

    WorkerLog prepareLog(String framework, long limit) {
        return new WorkerLog(state.resolve("log").resolve(framework + ".prepare.log"), limit);
    }

    WorkerLog log(String framework, long limit) {
        return new WorkerLog(state.resolve("log").resolve(framework + ".log"), limit);
    }
}
