package dev.sluice.telemetry.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The labels of one series as text, checked; made only when a series is seen for the first time.
 *
 * <p>The rules are those of the remote write specification: sorted, unique, no empty name or value, UTF-8.
 */
public final class LabelSet {

    /** More labels than any honest exporter has. */
    public static final int MAX_LABELS = 64;

    /** Name or value, in bytes. */
    public static final int MAX_TEXT = 4096;

    public static final String NAME = "__name__";

    private static final int SHOWN = 300;

    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    /**
     * Adds a label that must come after the last one.
     *
     * @throws BadSeries when a rule is broken
     */
    public void addSorted(byte[] from, int nameAt, int nameLength, int valueAt, int valueLength) {
        String name = text(from, nameAt, nameLength);
        if (!names.isEmpty()) {
            String last = names.getLast();
            if (last.equals(name)) {
                throw bad(Rejection.LABELS, "label '" + name + "' is there twice");
            }
            if (compareUtf8(last, name) > 0) {
                throw bad(
                        Rejection.LABELS,
                        "labels must be sorted, '" + name + "' came after '" + last
                                + "' (vmagent sorts with -sortLabels)");
            }
        }
        add(name, text(from, valueAt, valueLength));
    }

    /**
     * Adds a label in any order.
     *
     * @throws BadSeries when a rule is broken
     */
    public void add(String name, String value) {
        if (name.isEmpty() || value.isEmpty()) {
            throw bad(Rejection.LABELS, name.isEmpty() ? "a label has no name" : "label '" + name + "' has no value");
        }
        if (names.contains(name)) {
            throw bad(Rejection.LABELS, "label '" + name + "' is there twice");
        }
        if (names.size() == MAX_LABELS) {
            throw bad(Rejection.LABELS, "it has more than " + MAX_LABELS + " labels");
        }
        names.add(name);
        values.add(value);
    }

    /** Adds a label of the reader's own unless the series has it. */
    public void addIfAbsent(String name, String value) {
        if (!names.contains(name)) {
            add(name, value);
        }
    }

    /** The value of a label, empty when there is none. */
    public String value(String name) {
        int i = names.indexOf(name);
        return i < 0 ? "" : values.get(i);
    }

    int size() {
        return names.size();
    }

    String name(int i) {
        return names.get(i);
    }

    String valueAt(int i) {
        return values.get(i);
    }

    /** A refusal that names this series. */
    public BadSeries bad(Rejection reason, String rule) {
        return new BadSeries(reason, "series " + this + ": " + rule);
    }

    private String text(byte[] from, int at, int length) {
        if (length > MAX_TEXT) {
            throw bad(Rejection.LABELS, "a label has more than " + MAX_TEXT + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(from, at, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad(Rejection.LABELS, "a label is not UTF-8");
        }
    }

    /** The order of the bytes, which is the order of code points and not of Java's chars. */
    private static int compareUtf8(String a, String b) {
        for (int i = 0; i < a.length() && i < b.length(); i++) {
            if (a.charAt(i) != b.charAt(i)) {
                return Integer.compare(a.codePointAt(i), b.codePointAt(i));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** In the notation of Prometheus, in full: two label sets are the same exactly when this is. */
    String canonical() {
        return notation(Integer.MAX_VALUE);
    }

    /** In the notation of Prometheus, cut to a readable length and without control characters. */
    @Override
    public String toString() {
        String text = notation(SHOWN);
        String cut = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return cut.replaceAll("\\p{Cntrl}", "?");
    }

    private String notation(int enough) {
        StringBuilder text = new StringBuilder(value(NAME)).append('{');
        String comma = "";
        for (int i = 0; i < names.size() && text.length() <= enough; i++) {
            if (!names.get(i).equals(NAME)) {
                text.append(comma)
                        .append(names.get(i))
                        .append("=\"")
                        .append(values.get(i))
                        .append('"');
                comma = ",";
            }
        }
        return text.append('}').toString();
    }
}
