package dev.sluice.dashboard;

import dev.sluice.moving.Control;
import java.util.List;

/**
 * One thing that a person may do about a move.
 *
 * @param word as in the form's address, for example {@code retry}
 * @param says what it means, before it is done
 */
public record Choice(String word, String title, String says) {

    private static final List<Control.Kind> MILDEST_FIRST =
            List.of(Control.Kind.WAIT, Control.Kind.RETRY, Control.Kind.CANCEL, Control.Kind.UNDO, Control.Kind.FORCE);

    /** @param possible names of the controls that would do something now */
    static List<Choice> of(List<String> possible) {
        return MILDEST_FIRST.stream()
                .filter(kind -> possible.contains(kind.name()))
                .map(kind -> new Choice(
                        PageWords.lower(kind.name()), PageWords.capital(PageWords.lower(kind.name())), says(kind)))
                .toList();
    }

    public boolean asksHowLong() {
        return word.equals("wait");
    }

    private static String says(Control.Kind kind) {
        return switch (kind) {
            case WAIT -> "The deadline is put off by so many minutes; a stuck move tries again until then.";
            case RETRY -> "It tries again from where it stands, with a new deadline.";
            case CANCEL -> "It has not begun, and stays where it is.";
            case UNDO -> "The node goes back to where it came from; what has arrived drains first.";
            case FORCE -> "The work that holds up the drain is ended, and is lost unless its framework repeats it.";
        };
    }
}
