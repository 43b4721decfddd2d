package dev.sluice.dashboard.live;

import dev.sluice.api.view.NodeView;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the map's cells can be coloured by; each a share, 0 to 1. */
public enum CellSignal {
    CPU("CPU in use"),
    MEMORY("Memory in use"),
    DISK("Disk time in use"),
    NETWORK("Network in use"),
    STALLED("Work stalled (PSI)");

    /** No reading of this signal was ever to be had. */
    static final int MISSING = -1;
    /** There are sources, and none has been heard for too long. */
    static final int ERROR = -2;

    private static final CellSignal[] ALL = values();

    private final String title;

    CellSignal(String title) {
        this.title = title;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** The word in the feed and in the page's address. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<CellSignal> of(@Nullable String word) {
        return Arrays.stream(ALL).filter(s -> s.word().equals(word)).findFirst();
    }

    /** Percent, 0 to 100, or {@link #MISSING} or {@link #ERROR}. */
    int percent(NodeView node) {
        var value = share(node);
        if (value != null) {
            return (int) Math.round(Math.clamp(value, 0, 1) * 100);
        }
        return node.sources().isEmpty() || node.cpu() != null ? MISSING : ERROR;
    }

    private @Nullable Double share(NodeView node) {
        return switch (this) {
            case CPU -> node.cpu();
            case MEMORY -> node.memory();
            case DISK -> node.disk();
            case NETWORK -> node.network();
            case STALLED -> node.stalled();
        };
    }

    /** Every signal of one node, in the order of this enum. */
    static short[] percents(NodeView node) {
        var percents = new short[ALL.length];
        for (var i = 0; i < ALL.length; i++) {
            percents[i] = (short) ALL[i].percent(node);
        }
        return percents;
    }
}
