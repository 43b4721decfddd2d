package dev.sluice.dashboard.live;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.StatusView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every node as a numbered slot, each field stamped with the offset of its last change. The difference between any two
 * offsets can therefore be told without keeping frames: it is what was stamped later. That is the dirty map of every
 * viewer, held once.
 *
 * <p>A slot is given once and never again, so a number means the same node for the whole epoch. Not thread-safe.
 */
final class CellBoard {

    /** Slots of nodes that came together are in natural order, node-9 before node-10. */
    private static final Comparator<NodeView> NATURAL = Comparator.comparing(NodeView::id, NaturalOrder.INSTANCE);

    private static final class Slot {
        private Cell cell;
        private short[] values;
        private final long[] valueAt;
        private final long born;
        private long cellAt;
        private long goneAt;

        private Slot(Cell cell, short[] values, long offset) {
            this.cell = cell;
            this.values = values;
            this.valueAt = new long[values.length];
            Arrays.fill(valueAt, offset);
            this.born = offset;
            this.cellAt = offset;
        }

        private boolean lives() {
            return goneAt == 0;
        }
    }

    private final List<Slot> slots = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /** Takes in a picture; what differs from the one before is stamped with {@code offset}. */
    void advance(long offset, StatusView status) {
        var goesTo = Cell.goesTo(status);
        var unseen = new HashSet<>(numbers.keySet());
        var fresh = new ArrayList<NodeView>();
        for (var node : status.nodes()) {
            var number = numbers.get(node.id());
            if (number == null) {
                fresh.add(node);
            } else {
                unseen.remove(node.id());
                update(slots.get(number), Cell.of(node, goesTo), CellSignal.percents(node), offset);
            }
        }
        for (var id : unseen) {
            slots.get(Objects.requireNonNull(numbers.remove(id))).goneAt = offset;
        }
        fresh.sort(NATURAL);
        for (var node : fresh) {
            numbers.put(node.id(), slots.size());
            slots.add(new Slot(Cell.of(node, goesTo), CellSignal.percents(node), offset));
        }
    }

    private static void update(Slot slot, Cell cell, short[] values, long offset) {
        if (!slot.cell.equals(cell)) {
            slot.cell = cell;
            slot.cellAt = offset;
        }
        for (var i = 0; i < values.length; i++) {
            if (slot.values[i] != values[i]) {
                slot.valueAt[i] = offset;
            }
        }
        slot.values = values;
    }

    /** The slot of a node, or -1. */
    int number(String node) {
        return numbers.getOrDefault(node, -1);
    }

    /** Writes everything as columns, as {@code Columns} of the page's {@code messages.ts} reads it. */
    void writeAll(JsonGenerator json, List<String> owners, CellSignal signal) throws IOException {
        var living = new ArrayList<Integer>();
        for (var i = 0; i < slots.size(); i++) {
            if (slots.get(i).lives()) {
                living.add(i);
            }
        }
        json.writeStartObject();
        json.writeNumberField("size", slots.size());
        if (living.size() < slots.size()) {
            json.writeArrayFieldStart("slot");
            for (var i : living) {
                json.writeNumber(i);
            }
            json.writeEndArray();
        }
        json.writeArrayFieldStart("id");
        for (var i : living) {
            json.writeString(slots.get(i).cell.id());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("owner");
        for (var i : living) {
            json.writeNumber(ownerIndex(slots.get(i).cell, owners));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("mark");
        for (var i : living) {
            json.writeNumber(slots.get(i).cell.mark().ordinal());
        }
        json.writeEndArray();
        json.writeObjectFieldStart("word");
        for (var i : living) {
            var word = slots.get(i).cell.word();
            if (!word.isEmpty()) {
                json.writeStringField(String.valueOf(i), word);
            }
        }
        json.writeEndObject();
        writeGroups(json, living);
        json.writeArrayFieldStart("value");
        for (var i : living) {
            writeValue(json, slots.get(i).values[signal.ordinal()]);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** For each thing to group by: its values once, and for each node an index into them, -1 for none. */
    private void writeGroups(JsonGenerator json, List<Integer> living) throws IOException {
        var keys = new TreeSet<String>();
        living.forEach(i -> keys.addAll(slots.get(i).cell.groups().keySet()));
        json.writeObjectFieldStart("groups");
        for (var key : keys) {
            var values = new LinkedHashMap<String, Integer>();
            json.writeObjectFieldStart(key);
            json.writeArrayFieldStart("of");
            for (var i : living) {
                var value = slots.get(i).cell.groups().get(key);
                json.writeNumber(value == null ? -1 : values.computeIfAbsent(value, v -> values.size()));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("values");
            for (var value : values.keySet()) {
                json.writeString(value);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** Writes what changed after {@code from}; writes nothing when nothing did. */
    void writeChanges(JsonGenerator json, List<String> owners, long from, CellSignal signal) throws IOException {
        var fresh = new ArrayList<Integer>();
        var changed = new ArrayList<Integer>();
        var gone = new ArrayList<Integer>();
        var moved = new ArrayList<Integer>();
        for (var i = 0; i < slots.size(); i++) {
            var slot = slots.get(i);
            if (!slot.lives()) {
                if (slot.goneAt > from && slot.born <= from) {
                    gone.add(i);
                }
            } else if (slot.born > from) {
                fresh.add(i);
            } else {
                if (slot.cellAt > from) {
                    changed.add(i);
                }
                if (slot.valueAt[signal.ordinal()] > from) {
                    moved.add(i);
                }
            }
        }
        if (!gone.isEmpty()) {
            json.writeArrayFieldStart("gone");
            for (var i : gone) {
                json.writeNumber(i);
            }
            json.writeEndArray();
        }
        writeCells(json, "new", fresh, owners, signal);
        writeCells(json, "cells", changed, owners, null);
        if (!moved.isEmpty()) {
            json.writeObjectFieldStart("values");
            json.writeArrayFieldStart("gap");
            var before = 0;
            for (var i : moved) {
                json.writeNumber(i - before);
                before = i;
            }
            json.writeEndArray();
            json.writeArrayFieldStart("of");
            for (var i : moved) {
                writeValue(json, slots.get(i).values[signal.ordinal()]);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void writeCells(
            JsonGenerator json, String field, List<Integer> which, List<String> owners, @Nullable CellSignal signal)
            throws IOException {
        if (which.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(field);
        for (var i : which) {
            var slot = slots.get(i);
            json.writeStartObject();
            json.writeNumberField("slot", i);
            json.writeStringField("id", slot.cell.id());
            json.writeNumberField("owner", ownerIndex(slot.cell, owners));
            json.writeNumberField("mark", slot.cell.mark().ordinal());
            json.writeStringField("word", slot.cell.word());
            json.writeObjectField("groups", slot.cell.groups());
            if (signal != null) {
                json.writeFieldName("value");
                writeValue(json, slot.values[signal.ordinal()]);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Unchanged is not there, missing is null, an error is false: three things. */
    private static void writeValue(JsonGenerator json, short percent) throws IOException {
        if (percent == CellSignal.MISSING) {
            json.writeNull();
        } else if (percent == CellSignal.ERROR) {
            json.writeBoolean(false);
        } else {
            json.writeNumber(percent);
        }
    }

    private static int ownerIndex(Cell cell, List<String> owners) {
        return cell.owner() == null ? -1 : owners.indexOf(cell.owner());
    }
}
