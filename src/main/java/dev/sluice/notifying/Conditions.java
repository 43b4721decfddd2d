package dev.sluice.notifying;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Ownership;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.moving.Operations.Operation;
import dev.sluice.suggesting.Breaker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What needs a person, by one picture of the fleet. */
final class Conditions {

    private Conditions() {}

    /** @param stale a framework that has not been read for so long counts */
    static List<Condition> of(FleetPicture picture, List<Operation> operations, Duration stale) {
        return Stream.of(
                        operations.stream().flatMap(Conditions::stuck),
                        conflicts(picture),
                        breakers(picture),
                        picture.frameworks().stream().flatMap(f -> unread(f, picture, stale).stream()))
                .flatMap(conditions -> conditions)
                .toList();
    }

    private static Stream<Condition> stuck(Operation operation) {
        String id = operation.id().value();
        return operation.moves().stream()
                .filter(move -> move.state().equals("STUCK"))
                .map(move -> new Condition(
                        "SluiceMoveStuck",
                        Map.of("operation", id, "node", move.node().value()),
                        "The move of " + move.node() + " in " + id + " needs a person"
                                + move.note().map(note -> ": " + note).orElse("."),
                        "/operations/" + id));
    }

    private static Stream<Condition> conflicts(FleetPicture picture) {
        return picture.nodes().stream()
                .filter(n -> n.ownership().state() == Ownership.State.CONFLICT)
                .map(n -> n.node().id().value())
                .map(node -> new Condition(
                        "SluiceNodeConflict",
                        Map.of("node", node),
                        node + " is where the ledger does not say; it is frozen until it is settled.",
                        "/nodes/" + node));
    }

    private static Stream<Condition> breakers(FleetPicture picture) {
        return Stream.concat(
                picture.frameworks().stream()
                        .map(f -> f.framework().id())
                        .flatMap(id -> Breaker.of(id, picture)
                                .map(why -> new Condition(
                                        "SluiceBreakerOpen",
                                        about(id),
                                        "Nothing moves by itself: " + why + ".",
                                        page(id)))
                                .stream()),
                Breaker.ofFleet(picture)
                        .map(why -> new Condition(
                                "SluiceFleetBreakerOpen",
                                Map.of(),
                                "Nothing moves by itself in the whole fleet: " + why + ".",
                                "/"))
                        .stream());
    }

    private static Optional<Condition> unread(FrameworkPicture read, FleetPicture picture, Duration stale) {
        FrameworkId id = read.framework().id();
        boolean old = read.observation()
                .map(o -> Duration.between(o.at(), picture.at()).compareTo(stale) > 0)
                .orElse(read.error().isPresent());
        return old
                ? Optional.of(new Condition(
                        "SluiceFrameworkStale",
                        about(id),
                        read.framework().title() + " cannot be read, so it neither gives nor takes"
                                + read.error().map(why -> ": " + why).orElse("."),
                        page(id)))
                : Optional.empty();
    }

    private static Map<String, String> about(FrameworkId id) {
        return Map.of("framework", id.value());
    }

    private static String page(FrameworkId id) {
        return "/frameworks/" + id;
    }
}
