package dev.sluice.dashboard;

import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.OperationView.MoveView;
import dev.sluice.api.view.OperationView.StepView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * An operation as the pages show it.
 *
 * @param at the moment that it is shown for
 */
public record OperationModel(OperationView view, Titles titles, boolean mayAct, Instant at) {

    private static final Set<String> SETTLED = Set.of("MOVED", "UNDONE");
    private static final int SHOWN = 4;

    public String headline() {
        return titles.of(view.from()) + " → " + titles.of(view.to());
    }

    public boolean running() {
        return view.status().equals("RUNNING");
    }

    /** The moves that a short list has room for: what needs a person first, then what is under way. */
    public List<MoveView> shortly() {
        return view.moves().stream()
                .sorted(Comparator.comparing(OperationModel::urgency))
                .limit(SHOWN)
                .toList();
    }

    public int left() {
        return Math.max(0, view.moves().size() - SHOWN);
    }

    private static int urgency(MoveView move) {
        return switch (move.state()) {
            case "STUCK", "QUARANTINED" -> 0;
            case "MOVED", "UNDONE" -> 2;
            default -> 1;
        };
    }

    /** Moves that have ended well, of all, as a whole number from 0 to 100. */
    public long progress() {
        var ended = view.moves().stream()
                .filter(move -> SETTLED.contains(move.state()))
                .count();
        return view.moves().isEmpty() ? 0 : 100 * ended / view.moves().size();
    }

    /** One line on how a move stands: what is left, what holds it up, or what went wrong. */
    public String standing(MoveView move) {
        if (move.note() != null) {
            return move.note();
        }
        if (move.deadline() == null) {
            return "";
        }
        var parts = new ArrayList<String>();
        if (move.remaining() != null && move.remaining() > 0) {
            parts.add(PageWords.count(move.remaining(), "piece") + " of work left");
        }
        if (move.etaSeconds() != null) {
            parts.add("about " + PageWords.seconds(move.etaSeconds()) + " to go");
        }
        if (!move.blockers().isEmpty()) {
            parts.add("waits for " + move.blockers().getFirst());
        }
        return String.join(", ", parts);
    }

    /** What a person may do about one move. */
    public List<Choice> choices(MoveView move) {
        return Choice.of(move.possible());
    }

    /** Whether there is anything that has not begun and can be left where it is. */
    public boolean cancellable() {
        return view.moves().stream().anyMatch(m -> m.possible().contains("CANCEL"));
    }

    /** How long a step took, or what it is in. */
    public String took(StepView step) {
        var from = step.startedAt();
        var to = step.endedAt();
        return from != null && to != null ? PageWords.between(from, to) : PageWords.lower(step.state());
    }

    /** What an undo would do, before it is asked for. */
    public String undoSays() {
        var moved = view.moves().stream().filter(m -> m.state().equals("MOVED")).count();
        var under = view.moves().size() - moved;
        return (under > 0 ? "Nodes that have not been released stay with " + titles.of(view.from()) + ". " : "")
                + (moved > 0
                        ? "Nodes that have moved drain at " + titles.of(view.to()) + " and go back as a new operation. "
                        : "")
                + "Nothing that runs is killed.";
    }
}
