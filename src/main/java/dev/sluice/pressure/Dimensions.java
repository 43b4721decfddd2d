package dev.sluice.pressure;

import dev.sluice.fleet.Resources;
import java.util.Locale;

/** The dimensions of resources, to find and name the dominant one. */
enum Dimensions {
    CORES(1, "%s cores wanted, %s usable"),
    MEMORY(1024.0 * 1024 * 1024, "%s GiB of memory wanted, %s usable"),
    DISK(1024.0 * 1024 * 1024, "%s GiB of disk wanted, %s usable"),
    GPUS(1, "%s GPUs wanted, %s usable");

    private final double unit;
    private final String phrase;

    Dimensions(double unit, String phrase) {
        this.unit = unit;
        this.phrase = phrase;
    }

    double of(Resources resources) {
        return switch (this) {
            case CORES -> resources.cores();
            case MEMORY -> resources.memoryBytes();
            case DISK -> resources.diskBytes();
            case GPUS -> resources.gpus();
        };
    }

    String words(Resources wanted, Resources usable) {
        return phrase.formatted(number(of(wanted) / unit), number(of(usable) / unit));
    }

    /** One decimal, and none where it would be zero. */
    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
