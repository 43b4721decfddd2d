package dev.sluice.driver.openstack;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of one OpenStack API, for example {@code 2.53}; later ones are larger. */
record Microversion(int major, int minor) implements Comparable<Microversion> {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,3})\\.([0-9]{1,4})");

    static Optional<Microversion> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Microversion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(Microversion other) {
        return Comparator.comparingInt(Microversion::major)
                .thenComparingInt(Microversion::minor)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
