package dev.sluice.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a node must have to be of use to a framework.
 *
 * @param least its capacity, at least
 * @param labels that it must carry, each with this value
 */
public record NodeNeeds(Resources least, Map<String, String> labels) {

    public static final NodeNeeds NONE = new NodeNeeds(Resources.NONE, Map.of());

    private static final double GIB = 1024.0 * 1024 * 1024;

    public NodeNeeds {
        labels = Map.copyOf(labels);
    }

    /** What {@code node} lacks, for people, as in {@code 0 of 2 GPUs}; empty when it is fit. */
    public Optional<String> lacking(Node node) {
        if (equals(NONE)) {
            return Optional.empty();
        }
        List<String> lacks = new ArrayList<>();
        Resources has = node.capacity();
        compare(lacks, "cores", has.cores(), least.cores());
        compare(lacks, "GiB of memory", has.memoryBytes() / GIB, least.memoryBytes() / GIB);
        compare(lacks, "GiB of disk", has.diskBytes() / GIB, least.diskBytes() / GIB);
        compare(lacks, "GPUs", has.gpus(), least.gpus());
        new TreeMap<>(labels).forEach((label, value) -> {
            if (!value.equals(node.labels().get(label))) {
                lacks.add("no label " + label + "=" + value);
            }
        });
        return lacks.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lacks));
    }

    private static void compare(List<String> lacks, String unit, double has, double needed) {
        if (has < needed) {
            lacks.add(number(has) + " of " + number(needed) + " " + unit);
        }
    }

    private static String number(double amount) {
        return amount == Math.rint(amount) ? String.valueOf((long) amount) : String.format(Locale.ROOT, "%.1f", amount);
    }
}
