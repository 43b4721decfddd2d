package dev.sluice.dashboard.live;

import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.StatusView;
import dev.sluice.api.view.SuggestionView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Something that happened, for those who watch; every one is told, in order.
 *
 * @param about a path of ours that shows the thing
 * @param urgent whether a person is needed
 */
record FleetEvent(Instant at, String text, String about, boolean urgent) {

    /** What happened between two pictures. */
    static List<FleetEvent> between(StatusView before, StatusView after) {
        var events = new ArrayList<FleetEvent>();
        suggestions(before, after, events);
        operations(before, after, events);
        frameworks(before, after, events);
        nodes(before, after, events);
        storm(before, after, events);
        return events;
    }

    private static void storm(StatusView before, StatusView after, List<FleetEvent> events) {
        var storm = after.health().storm();
        if (storm != null && before.health().storm() == null) {
            events.add(new FleetEvent(after.at(), "A storm of alerts: " + storm.sentence(), "/alerts", true));
        } else if (storm == null && before.health().storm() != null) {
            events.add(new FleetEvent(
                    after.at(), "The storm of alerts is over; automatic mode goes on", "/alerts", false));
        }
    }

    private static void suggestions(StatusView before, StatusView after, List<FleetEvent> events) {
        var known = byId(before.suggestions(), SuggestionView::id);
        for (var s : after.suggestions()) {
            if (!known.containsKey(s.id())) {
                var from = s.from() == null ? "the reservoir" : s.from();
                events.add(new FleetEvent(
                        after.at(),
                        s.id() + " suggests " + nodes(s.nodes().size()) + " from " + from + " to " + s.to(),
                        "/suggestions/" + s.id(),
                        false));
            }
        }
    }

    private static void operations(StatusView before, StatusView after, List<FleetEvent> events) {
        var known = byId(before.operations(), OperationView::id);
        for (var o : after.operations()) {
            var old = known.get(o.id());
            if (old == null && o.status().equals("RUNNING")) {
                events.add(new FleetEvent(
                        after.at(), o.id() + " moves " + nodes(o.moves().size()), "/operations/" + o.id(), false));
            } else if (old != null && !old.status().equals(o.status())) {
                events.add(new FleetEvent(
                        after.at(),
                        o.id() + " is " + Cell.lower(o.status()) + ": " + o.summary(),
                        "/operations/" + o.id(),
                        o.status().equals("STUCK") || o.status().equals("FAILED")));
            }
        }
    }

    private static void frameworks(StatusView before, StatusView after, List<FleetEvent> events) {
        var known = byId(before.frameworks(), FrameworkView::id);
        for (var f : after.frameworks()) {
            var old = known.get(f.id());
            if (old == null) {
                continue;
            }
            if (f.error() != null && old.error() == null) {
                events.add(new FleetEvent(
                        after.at(), f.title() + " cannot be read: " + f.error(), "/frameworks/" + f.id(), true));
            } else if (f.error() == null && old.error() != null) {
                events.add(
                        new FleetEvent(after.at(), f.title() + " can be read again", "/frameworks/" + f.id(), false));
            }
        }
    }

    private static void nodes(StatusView before, StatusView after, List<FleetEvent> events) {
        var known = byId(before.nodes(), NodeView::id);
        for (var n : after.nodes()) {
            var old = known.get(n.id());
            if (old != null && !old.state().equals(n.state()) && needsPerson(n)) {
                events.add(new FleetEvent(
                        after.at(), n.id() + " is in " + Cell.lower(n.state()), "/nodes/" + n.id(), true));
            }
        }
    }

    private static boolean needsPerson(NodeView node) {
        return !node.state().equals("SETTLED") && !node.state().equals("MOVING");
    }

    private static String nodes(int n) {
        return n + (n == 1 ? " node" : " nodes");
    }

    private static <T> Map<String, T> byId(List<T> records, Function<T, String> id) {
        return records.stream().collect(Collectors.toMap(id, Function.identity(), (first, second) -> first));
    }
}
