package dev.sluice.agent.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who descends from whom, in one reading of all processes. */
final class ProcessTree {

    private ProcessTree() {}

    /** Every process below {@code root}, without itself, parents before children. */
    static List<ProcStat> below(long root, List<ProcStat> processes) {
        Map<Long, List<ProcStat>> children = new HashMap<>();
        for (ProcStat process : processes) {
            children.computeIfAbsent(process.parent(), parent -> new ArrayList<>())
                    .add(process);
        }
        List<ProcStat> found = new ArrayList<>();
        Deque<Long> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            List<ProcStat> next = children.remove(open.remove());
            if (next != null) {
                found.addAll(next);
                next.forEach(process -> open.add(process.pid()));
            }
        }
        return found;
    }
}
