package dev.sluice.agent.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The worker's own processes, as if they were alone on a machine of the node's capacity. For several agents on one
 * machine, each standing for a node.
 *
 * <p>Processor time is a running total: what a process had used when it was last seen stays counted after its end. What
 * it used since, and what lived only between two readings, is missed.
 */
final class WorkerMetrics implements Measured {

    private static final double NANOS = 1e9;

    private final ProcFolder proc;
    private final Supplier<OptionalLong> root;
    private final double cores;
    private final long memoryBytes;
    private final LongSupplier nanos;

    private final Map<Long, ProcStat> seen = new HashMap<>();
    private long userTicks;
    private long systemTicks;
    private double idleSeconds;
    private long lastRead;

    WorkerMetrics(ProcFolder proc, Supplier<OptionalLong> root, double cores, long memoryBytes, LongSupplier nanos) {
        this.proc = proc;
        this.root = root;
        this.cores = cores;
        this.memoryBytes = memoryBytes;
        this.nanos = nanos;
        this.lastRead = nanos.getAsLong();
    }

    @Override
    public List<Sample> read() {
        long before = userTicks + systemTicks;
        long residentBytes = count();
        long now = nanos.getAsLong();
        double busy = (userTicks + systemTicks - before) / (double) ProcStat.TICKS_PER_SECOND;
        // Two clocks and a nominal capacity: a tree may use more than it has on paper, and idle never runs backwards.
        idleSeconds += Math.max(0, cores * (now - lastRead) / NANOS - busy);
        lastRead = now;
        return samples(residentBytes);
    }

    /** Adds up what the tree has used since the last reading, and says what it holds in memory. */
    private long count() {
        List<ProcStat> all = proc.processes();
        Map<Long, ProcStat> members = new HashMap<>();
        root.get().ifPresent(pid -> join(pid, all, members));
        // Once a member, always a member: a child whose parent has gone hangs below init.
        for (ProcStat known : seen.values()) {
            join(known.pid(), all, members);
        }
        seen.keySet().retainAll(members.keySet());
        long resident = 0;
        for (ProcStat member : members.values()) {
            ProcStat earlier = seen.put(member.pid(), member);
            boolean same = earlier != null && earlier.startTicks() == member.startTicks();
            userTicks += member.userTicks() - (same ? earlier.userTicks() : 0);
            systemTicks += member.systemTicks() - (same ? earlier.systemTicks() : 0);
            resident += residentBytes(member.pid());
        }
        return resident;
    }

    private void join(long pid, List<ProcStat> all, Map<Long, ProcStat> members) {
        for (ProcStat process : all) {
            ProcStat known = seen.get(pid);
            boolean sameAsKnown = known == null || known.startTicks() == process.startTicks();
            if (process.pid() == pid && process.alive() && sameAsKnown) {
                members.put(pid, process);
                for (ProcStat below : ProcessTree.below(pid, all)) {
                    if (below.alive()) {
                        members.put(below.pid(), below);
                    }
                }
            }
        }
    }

    private long residentBytes(long pid) {
        for (String line : proc.lines(pid + "/status")) {
            if (line.startsWith("VmRSS:")) {
                Words words = new Words(line, "VmRSS:".length());
                return words.nextLong() * 1024;
            }
        }
        return 0;
    }

    private List<Sample> samples(long residentBytes) {
        List<Sample> samples = new ArrayList<>();
        int cpus = (int) Math.max(1, Math.ceil(cores));
        Map<String, Double> modes = Map.of(
                "user", userTicks / (double) ProcStat.TICKS_PER_SECOND,
                "system", systemTicks / (double) ProcStat.TICKS_PER_SECOND,
                "idle", idleSeconds);
        for (int cpu = 0; cpu < cpus; cpu++) {
            String name = Integer.toString(cpu);
            modes.forEach((mode, seconds) -> samples.add(
                    new Sample("node_cpu_seconds_total", Map.of("cpu", name, "mode", mode), seconds / cpus)));
        }
        samples.add(Sample.of("node_memory_MemTotal_bytes", memoryBytes));
        samples.add(Sample.of("node_memory_MemAvailable_bytes", Math.max(0, memoryBytes - residentBytes)));
        for (String line : proc.lines("stat")) {
            if (line.startsWith("btime ")) {
                samples.add(Sample.of("node_boot_time_seconds", new Words(line, "btime ".length()).nextLong()));
            }
        }
        return samples;
    }
}
