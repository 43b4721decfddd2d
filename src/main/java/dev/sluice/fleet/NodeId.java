package dev.sluice.fleet;

import java.util.regex.Pattern;

/** The name of one machine in the fleet, for example {@code node-17} or {@code r3.gpu-02}. */
public record NodeId(String value) implements Comparable<NodeId> {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");

    public NodeId {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("node id '" + value
                    + "': letters, digits, '.', '_' and '-', at most 253, ends in a letter or digit");
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
