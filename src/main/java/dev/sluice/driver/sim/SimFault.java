package dev.sluice.driver.sim;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What goes wrong between Sluice and a simulated framework, for as long as it is named. */
enum SimFault {
    /** Nobody answers. */
    AWAY,
    /** Every change is refused. */
    REFUSES,
    /** A change takes effect, its answer is lost. */
    LOSES_REPLIES,
    /** Every answer is lost. */
    LOSES_ALL_REPLIES,
    /** A change is answered too late. */
    STALLS;

    /** As it stands in a file: {@code loses-replies}. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The faults that a text names; words that are none count for nothing. */
    static Set<SimFault> parse(String text) {
        Set<SimFault> named = EnumSet.noneOf(SimFault.class);
        for (String word : text.strip().split("[\\s,]+", -1)) {
            Arrays.stream(values()).filter(f -> f.text().equals(word)).forEach(named::add);
        }
        return named;
    }
}
