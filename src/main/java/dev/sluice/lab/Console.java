package dev.sluice.lab;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the demo says: one line per thing done, one per event, and a bar that is redrawn only on a terminal. */
final class Console implements Progress {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int WIDTH = 100;

    private final PrintStream out;
    private final boolean terminal;
    private final Instant began = Instant.now();
    private Instant lastBar = Instant.EPOCH;
    private boolean barShown;

    Console(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    synchronized void line(String text) {
        wipe();
        out.println(text);
        out.flush();
    }

    /** A thing was done; {@code since} is when it was begun. */
    void done(String what, Instant since, String detail) {
        line(String.format(
                        Locale.ROOT,
                        "  ✓ %-34s %5.1f s  %s",
                        what,
                        Duration.between(since, Instant.now()).toMillis() / 1000.0,
                        detail)
                .stripTrailing());
    }

    /** Something happened, with the time of day. */
    void event(String text) {
        line(CLOCK.format(LocalTime.now(ZoneId.systemDefault())) + "  " + text);
    }

    /** More on the last event. */
    void more(String text) {
        line("          " + text);
    }

    double elapsedSeconds() {
        return Duration.between(began, Instant.now()).toMillis() / 1000.0;
    }

    /** What is being waited for; seen on a terminal only, until the next line. */
    synchronized void waiting(String what) {
        if (terminal) {
            draw("  … " + what);
        }
    }

    @Override
    public synchronized void at(String what, long done, long total) {
        boolean due = Duration.between(lastBar, Instant.now()).toMillis() >= (terminal ? 200 : 5000);
        if (!due) {
            return;
        }
        lastBar = Instant.now();
        int filled = (int) (20 * done / total);
        String text = String.format(
                Locale.ROOT,
                "  [%s%s] %d of %d MB, %.0f s: %s",
                "#".repeat(filled),
                ".".repeat(20 - filled),
                done / 1_000_000,
                total / 1_000_000,
                elapsedSeconds(),
                what);
        if (terminal) {
            draw(text);
        } else if (done > 0) {
            line(text);
        }
    }

    private void draw(String text) {
        wipe();
        out.print(text.length() > WIDTH ? text.substring(0, WIDTH) : text);
        out.flush();
        barShown = true;
    }

    private void wipe() {
        if (barShown) {
            out.print("\r" + " ".repeat(WIDTH) + "\r");
            barShown = false;
        }
    }
}
