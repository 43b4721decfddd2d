package dev.sluice.fleet;

import java.util.regex.Pattern;

/** The name of one running framework in the fleet, for example {@code spark} or {@code nova-east}. */
public record FrameworkId(String value) implements Comparable<FrameworkId> {

    private static final Pattern VALID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public FrameworkId {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "framework id '" + value + "': lower-case letters, digits and '-', at most 63, no '-' at an end");
        }
    }

    @Override
    public int compareTo(FrameworkId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
