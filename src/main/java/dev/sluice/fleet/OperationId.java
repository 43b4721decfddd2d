package dev.sluice.fleet;

import java.util.regex.Pattern;

/** The name of one operation, for example {@code op-7}; it is the mark that Sluice's drains carry. */
public record OperationId(String value) implements Comparable<OperationId> {

    private static final Pattern VALID = Pattern.compile("op-[1-9][0-9]{0,17}");

    public OperationId {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("operation id '" + value + "': op- and a positive number, as in op-7");
        }
    }

    public static OperationId of(long number) {
        return new OperationId("op-" + number);
    }

    public long number() {
        return Long.parseLong(value.substring(3));
    }

    /** The reason or label that a drain by this operation carries in the framework, {@code sluice:op-7}. */
    public String mark() {
        return "sluice:" + value;
    }

    @Override
    public int compareTo(OperationId other) {
        return Long.compare(number(), other.number());
    }

    @Override
    public String toString() {
        return value;
    }
}
