package dev.sluice.dashboard.live;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.StatusView;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fleet as {@code sluice.v1} tells it: an epoch that is new with each process, an offset that grows by one with each
 * picture, and frames between any two of its offsets.
 *
 * <p>Values are the latest ones, however many pictures a viewer has missed; events are every one, of the last
 * {@value #EVENTS}. Invariant: a frame brings its reader from where it stands to the newest offset, wholly; where that
 * cannot be had any more, it is a snapshot. Every method is synchronized; none blocks.
 */
@Singleton
class Feed {

    static final int EVENTS = 300;

    /**
     * A frame ready to be sent.
     *
     * @param offset that its receiver stands at afterwards
     * @param whole whether it is a snapshot
     * @param bytes its length in UTF-8
     */
    record Frame(long offset, boolean whole, String text, int bytes) {}

    private record Stamped<T>(long offset, T value) {}

    /** Who stands where and looks at what: all of them get the same frame. */
    private record Place(
            boolean ofThisEpoch, long position, @Nullable CellSignal signal) {}

    private final ObjectMapper mapper;
    private final String epoch;
    private final CellBoard board = new CellBoard();
    private final Deque<Stamped<FleetEvent>> events = new ArrayDeque<>();
    private final Map<String, Stamped<Optional<Flow>>> flows = new LinkedHashMap<>();
    private final Map<Place, Frame> frames = new HashMap<>();
    private List<String> owners = new ArrayList<>();
    private @Nullable StatusView status;
    private long offset;
    private long eventsFrom;
    private long healthAt;
    private long frameworksAt;

    @Inject
    Feed(ObjectMapper mapper) {
        this(mapper, HexFormat.of().formatHex(new SecureRandom().generateSeed(6)));
    }

    Feed(ObjectMapper mapper, String epoch) {
        this.mapper = mapper;
        this.epoch = epoch;
    }

    String epoch() {
        return epoch;
    }

    synchronized boolean isEmpty() {
        return status == null;
    }

    /** Takes in a picture and returns its offset. */
    synchronized long advance(StatusView picture) {
        offset++;
        frames.clear();
        var before = status;
        status = picture;
        owners = owners(picture);
        board.advance(offset, picture);
        if (before == null || !before.health().equals(picture.health())) {
            healthAt = offset;
        }
        if (before == null || !pressures(before).equals(pressures(picture))) {
            frameworksAt = offset;
        }
        advanceFlows(Flow.of(picture));
        if (before != null) {
            FleetEvent.between(before, picture).forEach(event -> events.addLast(new Stamped<>(offset, event)));
            while (events.size() > EVENTS) {
                eventsFrom = events.removeFirst().offset();
            }
        }
        return offset;
    }

    /** An owner keeps its index for the epoch, also when it is configured no more. */
    private List<String> owners(StatusView picture) {
        var next = new ArrayList<>(owners);
        picture.frameworks().stream()
                .map(FrameworkView::id)
                .filter(id -> !next.contains(id))
                .forEach(next::add);
        return next;
    }

    private void advanceFlows(List<Flow> now) {
        var seen = new HashMap<String, Flow>();
        now.forEach(flow -> seen.put(flow.id(), flow));
        flows.replaceAll((id, old) -> {
            var flow = Optional.ofNullable(seen.remove(id));
            return old.value().equals(flow) ? old : new Stamped<>(offset, flow);
        });
        now.stream()
                .filter(flow -> seen.containsKey(flow.id()))
                .forEach(flow -> flows.put(flow.id(), new Stamped<>(offset, Optional.of(flow))));
    }

    /**
     * The frame that brings a viewer up to date; empty when it is.
     *
     * @param signal that the viewer's map shows; null for a page without a map, whose frames leave nodes and flows out
     */
    synchronized Optional<Frame> after(String viewerEpoch, long position, @Nullable CellSignal signal) {
        var picture = status;
        if (picture == null || (viewerEpoch.equals(epoch) && position == offset)) {
            return Optional.empty();
        }
        var resumes = viewerEpoch.equals(epoch) && position >= eventsFrom && position > 0 && position < offset;
        return Optional.of(frames.computeIfAbsent(
                new Place(resumes, resumes ? position : 0, signal),
                place -> resumes ? delta(picture, position, signal) : whole(picture, signal)));
    }

    /** Takes in a picture that a page is rendered from, and gives the snapshot of it: nothing falls between the two. */
    synchronized Frame first(StatusView picture, CellSignal signal) {
        advance(picture);
        return frames.computeIfAbsent(new Place(false, 0, signal), place -> whole(picture, signal));
    }

    private Frame whole(StatusView picture, @Nullable CellSignal signal) {
        return frame(true, json -> {
            json.writeStringField("kind", "snapshot");
            position(json, picture);
            json.writeObjectField("health", picture.health());
            writeFrameworks(json, picture);
            if (signal != null) {
                json.writeStringField("signal", signal.word());
                json.writeFieldName("nodes");
                board.writeAll(json, owners, signal);
                json.writeArrayFieldStart("flows");
                for (var flow : flows.values()) {
                    if (flow.value().isPresent()) {
                        writeFlow(json, flow.value().get());
                    }
                }
                json.writeEndArray();
            }
        });
    }

    private Frame delta(StatusView picture, long from, @Nullable CellSignal signal) {
        return frame(false, json -> {
            json.writeStringField("kind", "delta");
            json.writeNumberField("from", from);
            position(json, picture);
            if (healthAt > from) {
                json.writeObjectField("health", picture.health());
            }
            if (frameworksAt > from) {
                writeFrameworks(json, picture);
            }
            if (signal != null) {
                json.writeStringField("signal", signal.word());
                board.writeChanges(json, owners, from, signal);
                writeFlowChanges(json, from);
            }
            writeEvents(json, from);
        });
    }

    private void position(JsonGenerator json, StatusView picture) throws IOException {
        json.writeStringField("epoch", epoch);
        json.writeNumberField("offset", offset);
        json.writeStringField("at", picture.at().toString());
    }

    private void writeFrameworks(JsonGenerator json, StatusView picture) throws IOException {
        json.writeArrayFieldStart("frameworks");
        for (var owner : owners) {
            var framework = picture.frameworks().stream()
                    .filter(f -> f.id().equals(owner))
                    .findFirst();
            json.writeStartObject();
            json.writeStringField("id", owner);
            json.writeStringField("title", framework.map(FrameworkView::title).orElse(owner));
            json.writeStringField(
                    "verdict", framework.map(f -> f.pressure().verdict()).orElse("UNKNOWN"));
            json.writeObjectField(
                    "pressure", framework.map(f -> f.pressure().value()).orElse(null));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeFlowChanges(JsonGenerator json, long from) throws IOException {
        if (flows.values().stream().noneMatch(flow -> flow.offset() > from)) {
            return;
        }
        json.writeObjectFieldStart("flows");
        json.writeArrayFieldStart("set");
        for (var flow : flows.values()) {
            if (flow.offset() > from && flow.value().isPresent()) {
                writeFlow(json, flow.value().get());
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("gone");
        for (var flow : flows.entrySet()) {
            if (flow.getValue().offset() > from && flow.getValue().value().isEmpty()) {
                json.writeString(flow.getKey());
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeFlow(JsonGenerator json, Flow flow) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", flow.id());
        json.writeBooleanField("suggested", flow.suggested());
        json.writeNumberField("from", owners.indexOf(flow.from()));
        json.writeNumberField("to", owners.indexOf(flow.to()));
        json.writeArrayFieldStart("riders");
        for (var rider : flow.riders()) {
            json.writeStartObject();
            json.writeNumberField("slot", board.number(rider.node()));
            json.writeStringField("state", rider.state());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeEvents(JsonGenerator json, long from) throws IOException {
        if (events.isEmpty() || events.getLast().offset() <= from) {
            return;
        }
        json.writeArrayFieldStart("events");
        for (var event : events) {
            if (event.offset() > from) {
                json.writeObject(event.value());
            }
        }
        json.writeEndArray();
    }

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private Frame frame(boolean whole, Body body) {
        var text = new StringWriter();
        try (var json = mapper.createGenerator(text)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a frame of the live feed cannot be written", e);
        }
        var frame = text.toString();
        return new Frame(offset, whole, frame, frame.getBytes(StandardCharsets.UTF_8).length);
    }

    /** What the map draws of the frameworks. */
    private static List<List<Object>> pressures(StatusView picture) {
        return picture.frameworks().stream()
                .map(f -> List.<Object>of(
                        f.id(),
                        f.title(),
                        f.pressure().verdict(),
                        String.valueOf(f.pressure().value())))
                .toList();
    }
}
