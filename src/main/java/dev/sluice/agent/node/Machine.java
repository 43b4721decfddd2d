package dev.sluice.agent.node;

import java.io.IOException;
import java.nio.file.Files;

/**
 * How big this node is: what its file says, else what the machine has.
 *
 * @param memoryBytes physical memory
 * @param diskBytes of the file system that holds the state folder
 */
record Machine(double cores, long memoryBytes, long diskBytes, double gpus) {

    static Machine of(AgentFile file, ProcFolder proc) {
        AgentFile.Description said = file.description();
        return new Machine(
                said.cores().orElseGet(() -> Runtime.getRuntime().availableProcessors()),
                said.memoryBytes().orElseGet(() -> memory(proc)),
                said.diskBytes().orElseGet(() -> disk(file)),
                said.gpus());
    }

    private static long memory(ProcFolder proc) {
        for (Sample sample : new HostMetrics(proc).read()) {
            if (sample.name().equals("node_memory_MemTotal_bytes")) {
                return (long) sample.value();
            }
        }
        return 0;
    }

    private static long disk(AgentFile file) {
        try {
            return Files.getFileStore(file.state()).getTotalSpace();
        } catch (IOException e) {
            return 0;
        }
    }
}
