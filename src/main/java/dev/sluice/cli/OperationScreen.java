package dev.sluice.cli;

import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.OperationView.MoveView;
import dev.sluice.api.view.OperationView.StepView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One operation, as a few lines or with every step of every node. */
record OperationScreen(OperationView operation, Instant now, Ink ink) {

    List<String> brief() {
        var lines = new ArrayList<String>();
        lines.add(headline());
        operation.moves().forEach(move -> lines.add("  " + progress(move)));
        if ("RUNNING".equals(operation.status())) {
            lines.add("  Follow it: " + ink.bold("./sluice operations " + operation.id() + " --watch"));
        }
        return lines;
    }

    List<String> full() {
        var lines = new ArrayList<String>();
        lines.add(headline());
        lines.add("  " + operation.reason() + ink.dim(ink.dot() + "by " + operation.actor() + ink.dot() + age()));
        for (var move : operation.moves()) {
            lines.add("  " + progress(move));
            lines.add("    " + steps(move));
            if ("STUCK".equals(move.state())) {
                lines.add(ink.yellow("    stuck since " + Words.between(move.since(), now) + " ago; possible now: "
                        + Words.list(move.possible().stream().map(Words::lower).toList())));
            }
            move.blockers().stream().limit(3).forEach(b -> lines.add(ink.yellow("    held up by " + b)));
        }
        if (operation.undoable()) {
            lines.add("  Undo it: " + ink.bold("./sluice undo " + operation.id() + " --reason \"...\""));
        }
        return lines;
    }

    private String headline() {
        return ink.bold("Operation " + operation.id())
                + ink.dot()
                + ends()
                + ink.dot()
                + status(operation.status(), ink)
                + ink.dot()
                + operation.summary();
    }

    String ends() {
        return Words.owner(operation.from()) + " " + ink.arrow() + " " + Words.owner(operation.to());
    }

    private String age() {
        var ended = operation.endedAt();
        return ended == null
                ? "for " + Words.between(operation.createdAt(), now)
                : "took " + Words.between(operation.createdAt(), ended) + ", ended " + Words.between(ended, now)
                        + " ago";
    }

    /** {@code node-4 draining for 9 s, 3 left, about 90 s}. */
    String progress(MoveView move) {
        var line = new StringBuilder(move.node()).append(' ').append(state(move.state()));
        if (move.deadline() != null) {
            line.append(" for ").append(Words.between(move.since(), now));
        }
        if (move.remaining() != null && "DRAINING".equals(move.state())) {
            line.append(", ").append(move.remaining()).append(" left");
            if (move.etaSeconds() != null) {
                line.append(", about ").append(Words.span(move.etaSeconds()));
            }
        }
        if (move.note() != null) {
            line.append(": ").append(move.note());
        }
        return line.toString();
    }

    private String steps(MoveView move) {
        return move.steps().stream().map(this::step).collect(Collectors.joining("  "));
    }

    private String step(StepView step) {
        var name = Words.lower(step.name());
        return switch (step.state()) {
            case "DONE" -> ink.green((ink.unicode() ? "✔ " : "+ ") + name);
            case "RUNNING" -> ink.bold((ink.unicode() ? "▶ " : "> ") + name);
            case "FAILED" -> ink.red((ink.unicode() ? "✘ " : "x ") + name);
            case "UNDONE" -> ink.yellow((ink.unicode() ? "↩ " : "< ") + name);
            default -> ink.dim((ink.unicode() ? "· " : ". ") + name);
        };
    }

    private String state(String state) {
        return switch (state) {
            case "MOVED" -> ink.green(Words.lower(state));
            case "STUCK", "QUARANTINED" -> ink.red(Words.lower(state));
            case "UNDONE", "ROLLING_BACK" -> ink.yellow(Words.lower(state));
            default -> Words.lower(state);
        };
    }

    static String status(String status, Ink ink) {
        var words = Words.lower(status);
        return switch (status) {
            case "DONE" -> ink.green(words);
            case "STUCK", "FAILED" -> ink.red(words);
            case "PARTLY_DONE", "UNDONE" -> ink.yellow(words);
            default -> ink.bold(words);
        };
    }
}
