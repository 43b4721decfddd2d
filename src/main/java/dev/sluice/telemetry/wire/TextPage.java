package dev.sluice.telemetry.wire;

import dev.sluice.telemetry.store.BadSeries;
import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.LabelSet;
import dev.sluice.telemetry.store.Rejection;
import dev.sluice.telemetry.store.Series;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads an exporter's page, Prometheus text 0.0.4 or OpenMetrics 1.0, as bytes. Lines of metrics that feed no signal are
 * passed over after their name; a known series is found by the bytes before its value.
 *
 * <p>Source: prometheus.io, "Exposition formats"; the OpenMetrics specification. Not thread-safe: one per thread, reused.
 */
public final class TextPage {

    private byte[] page = {};
    private int end;
    private int pos;

    /** The same page of another target is other series. */
    public record Target(long salt, String node, String instance) {}

    /**
     * Stores the samples of a page.
     *
     * @param openMetrics whether times on the page are seconds, as in OpenMetrics, or milliseconds
     * @param takenMs the time of samples that have none of their own
     * @throws Malformed at the first line that is none; what came before stays stored
     */
    public void decode(byte[] bytes, int length, boolean openMetrics, Target target, long takenMs, Batch batch) {
        page = bytes;
        end = length;
        pos = 0;
        while (pos < end) {
            byte first = bytes[pos];
            if (first == '#' || first == '\n' || first == '\r') {
                nextLine();
            } else {
                line(openMetrics, target, takenMs, batch);
            }
        }
    }

    private void line(boolean openMetrics, Target target, long takenMs, Batch batch) {
        int from = pos;
        while (pos < end && nameByte(page[pos])) {
            pos++;
        }
        int nameEnd = pos;
        if (nameEnd == from && page[pos] != '{') {
            throw malformed("a line must start with a metric's name", from);
        }
        if (!batch.wants(page, from, nameEnd - from)) {
            nextLine();
            batch.notKept(1);
            return;
        }
        int labelsEnd = pos < end && page[pos] == '{' ? passLabels(from) : nameEnd;
        pos = labelsEnd;
        long bits = Double.doubleToRawLongBits(number(from));
        long ms = takenMs;
        blanks();
        if (pos < end && page[pos] != '\n' && page[pos] != '\r' && page[pos] != '#') {
            double time = number(from);
            ms = (long) (openMetrics ? time * 1000 : time);
        }
        nextLine();
        batch.key().of(target.salt(), page, from, labelsEnd);
        store(batch, from, nameEnd, labelsEnd, target, ms, bits);
    }

    private void store(Batch batch, int from, int nameEnd, int labelsEnd, Target target, long ms, long bits) {
        Series series = batch.known();
        if (series == null) {
            try {
                series = batch.learn(labels(from, nameEnd, labelsEnd, target));
            } catch (BadSeries e) {
                batch.reject(e.reason(), 1, e.text());
                return;
            }
        }
        if (batch.leavesOut(series, 1)) {
            return;
        }
        Rejection doubt = batch.doubts(ms);
        if (doubt != null) {
            batch.reject(doubt, 1, "the page's own time of " + text(from, labelsEnd) + " is " + ms + " ms since 1970");
        } else {
            batch.append(series, ms, bits, 0);
        }
    }

    private void nextLine() {
        int i = pos;
        while (i < end && page[i] != '\n') {
            i++;
        }
        pos = i + 1;
    }

    private void blanks() {
        while (pos < end && (page[pos] == ' ' || page[pos] == '\t')) {
            pos++;
        }
    }

    private static boolean nameByte(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_' || b == ':' || (b >= '0' && b <= '9');
    }

    /** The position after the closing brace. */
    private int passLabels(int from) {
        boolean quoted = false;
        for (int i = pos + 1; i < end; i++) {
            byte b = page[i];
            if (quoted && b == '\\') {
                i++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (!quoted && b == '}') {
                return i + 1;
            } else if (!quoted && b == '\n') {
                break;
            }
        }
        throw malformed("labels have no closing brace", from);
    }

    private double number(int lineStart) {
        blanks();
        int from = pos;
        while (pos < end && page[pos] > ' ') {
            pos++;
        }
        double value = Decimal.parse(page, from, pos);
        if (Double.isNaN(value) && !Decimal.saysNaN(page, from, pos)) {
            throw malformed("'" + text(from, pos) + "' is no number", lineStart);
        }
        return value;
    }

    private LabelSet labels(int from, int nameEnd, int labelsEnd, Target target) {
        LabelSet labels = new LabelSet();
        labels.add(LabelSet.NAME, text(from, nameEnd));
        int i = nameEnd + 1;
        while (i < labelsEnd - 1) {
            byte b = page[i];
            if (b == ' ' || b == '\t' || b == ',') {
                i++;
                continue;
            }
            int equals = i;
            while (equals < labelsEnd && page[equals] != '=') {
                equals++;
            }
            int open = equals + 1;
            if (open >= labelsEnd || page[open] != '"') {
                throw malformed("a label's value must be in quotes", from);
            }
            int close = open + 1;
            while (close < labelsEnd && page[close] != '"') {
                close += page[close] == '\\' ? 2 : 1;
            }
            if (close >= labelsEnd) {
                throw malformed("a label's value has no closing quote", from);
            }
            // An empty label is the same as none.
            if (close > open + 1) {
                labels.add(text(i, equals).strip(), unescaped(text(open + 1, close)));
            }
            i = close + 1;
        }
        labels.addIfAbsent("instance", target.instance());
        if (labels.value("node").isEmpty()) {
            labels.addIfAbsent("node", target.node());
        }
        return labels;
    }

    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char escaped = text.charAt(++i);
                out.append(escaped == 'n' ? '\n' : escaped);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private String text(int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(page, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("text is not UTF-8", from);
        }
    }

    private Malformed malformed(String rule, int lineStart) {
        int line = 1;
        for (int i = 0; i < lineStart; i++) {
            line += page[i] == '\n' ? 1 : 0;
        }
        return new Malformed("line " + line + " of the page: " + rule);
    }
}
