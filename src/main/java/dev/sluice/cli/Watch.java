package dev.sluice.cli;

import dev.sluice.api.view.OperationView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows one operation to its end: rewrites its lines in place on a terminal, appends a line per change elsewhere. A server
 * that is away for a while (it restarts, and resumes the operation) is waited for.
 */
final class Watch {

    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Client client;
    private final Terminal terminal;
    private final Clock clock;
    private final Map<String, String> told = new HashMap<>();
    private int drawn;
    private int width;
    private @Nullable Instant awaySince;

    Watch(Client client, Terminal terminal, Clock clock) {
        this.client = client;
        this.terminal = terminal;
        this.clock = clock;
    }

    /** @return the operation as it ended */
    OperationView follow(String id) {
        width = terminal.tty() ? terminal.width() : 0;
        while (true) {
            var operation = read(id);
            if (operation != null) {
                show(operation);
                if (!"RUNNING".equals(operation.status())) {
                    return operation;
                }
            }
            pause();
        }
    }

    /** The operation now; null while the server is away. */
    private @Nullable OperationView read(String id) {
        try {
            var operation = client.get("/api/operations/" + id).as(OperationView.class);
            awaySince = null;
            return operation;
        } catch (Fault fault) {
            if (fault.exitCode() != Fault.UNREACHABLE) {
                throw fault;
            }
            var now = clock.instant();
            if (awaySince == null) {
                awaySince = now;
                append("", "the server does not answer; waiting for it");
            } else if (Duration.between(awaySince, now).compareTo(PATIENCE) > 0) {
                throw fault;
            }
            return null;
        }
    }

    private void show(OperationView operation) {
        var screen = new OperationScreen(operation, clock.instant(), terminal.ink());
        if (terminal.tty()) {
            redraw(screen.full());
            return;
        }
        for (var move : operation.moves()) {
            append(move.node(), screen.progress(withoutClock(move)));
        }
        append(operation.id(), operation.id() + " " + Words.lower(operation.status()) + ": " + operation.summary());
    }

    /** Without what changes by itself, or each second would be a line. */
    private static OperationView.MoveView withoutClock(OperationView.MoveView move) {
        return new OperationView.MoveView(
                move.node(),
                move.state(),
                move.since(),
                null,
                move.remaining(),
                null,
                List.of(),
                move.note(),
                move.code(),
                List.of(),
                List.of());
    }

    private void append(String subject, String line) {
        if (!line.equals(told.put(subject, line))) {
            terminal.line(TIME.format(clock.instant().atZone(ZoneId.systemDefault())) + "  " + line);
            drawn = 0;
        }
    }

    private void redraw(List<String> lines) {
        var text = new StringBuilder();
        if (drawn > 0) {
            text.append("\u001b[").append(drawn).append("A\u001b[J");
        }
        lines.forEach(line -> text.append(Ink.cut(line, width - 1)).append(System.lineSeparator()));
        terminal.out().print(text);
        terminal.out().flush();
        drawn = lines.size();
    }

    private static void pause() {
        try {
            Thread.sleep(PERIOD);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.FAILED, "Watching was interrupted; the operation goes on.");
        }
    }
}
