package dev.sluice.telemetry;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be drawn of a node over time. New ones go at the end: their places are in the database. */
enum Signal {
    CPU,
    MEMORY,
    DISK,
    NETWORK,
    GPU,
    CPU_PRESSURE,
    MEMORY_PRESSURE,
    IO_PRESSURE,
    LOAD;

    /** The name in the API. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code ratio} is 0 to 1. */
    String unit() {
        return this == LOAD ? "tasks" : "ratio";
    }

    static Optional<Signal> of(String text) {
        return Stream.of(values()).filter(s -> s.text().equals(text)).findFirst();
    }
}
