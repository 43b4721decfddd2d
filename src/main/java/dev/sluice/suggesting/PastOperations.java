package dev.sluice.suggesting;

import dev.sluice.deciding.Past;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.moving.Operations.Move;
import dev.sluice.moving.Operations.Operation;
import dev.sluice.planning.Flight;
import dev.sluice.planning.FrameworkState.Hold;
import dev.sluice.planning.Pair;
import dev.sluice.planning.PlanningConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what running and past operations mean for a plan out of the journal. */
final class PastOperations {

    /** How many operations are read for this; a day of them and more. */
    static final int LIMIT = 200;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Set<String> ENDED = Set.of("MOVED", "UNDONE", "QUARANTINED");

    private PastOperations() {}

    static Past of(List<Operation> operations, FleetPicture picture, Instant now, PlanningConfig config) {
        Map<NodeId, Ownership> rows = new HashMap<>();
        picture.nodes().forEach(n -> rows.put(n.node().id(), n.ownership()));
        List<Flight> flights = new ArrayList<>();
        Map<FrameworkId, List<Hold>> holds = new HashMap<>();
        Map<NodeId, Integer> moves = new HashMap<>();
        Map<NodeId, Integer> failures = new HashMap<>();
        Map<Pair, Integer> hourly = new HashMap<>();
        for (Operation operation : operations) {
            for (Move move : operation.moves()) {
                String state = move.state().toUpperCase(Locale.ROOT);
                boolean ended = ENDED.contains(state);
                // The journal is ahead of the picture: a move that has ended in it may still look under way there.
                boolean seen = ended
                        && Optional.ofNullable(rows.get(move.node()))
                                .filter(r -> r.state() != Ownership.State.MOVING)
                                .isPresent()
                        && picture.at().isAfter(move.since());
                boolean underWay = operation.endedAt().isEmpty() && !ended;
                if (underWay || (ended && !seen && recent(move.since(), now))) {
                    boolean back = state.equals("UNDONE");
                    flights.add(new Flight(
                            move.node(),
                            operation.from(),
                            back || state.equals("QUARANTINED") ? operation.from() : operation.to()));
                }
                if (move.since().isAfter(now.minus(HOUR)) && operation.to().isPresent()) {
                    hourly.merge(new Pair(operation.from(), operation.to().get()), 1, Integer::sum);
                }
                if (move.since().isAfter(now.minus(DAY))) {
                    moves.merge(move.node(), 1, Integer::sum);
                    if (!state.equals("MOVED") && ended) {
                        failures.merge(move.node(), 1, Integer::sum);
                    }
                }
            }
            operation.endedAt().ifPresent(end -> coolDown(operation, end, config, holds));
        }
        return Past.of(flights, holds, moves, failures, hourly);
    }

    private static boolean recent(Instant since, Instant now) {
        return since.isAfter(now.minus(Duration.ofMinutes(1)));
    }

    private static void coolDown(
            Operation operation, Instant end, PlanningConfig config, Map<FrameworkId, List<Hold>> holds) {
        boolean moved =
                switch (operation.status()) {
                    case DONE, PARTLY_DONE -> true;
                    case UNDONE, FAILED, STUCK, RUNNING -> false;
                };
        String id = operation.id().value();
        if (moved) {
            Past.moved(holds, operation.from(), operation.to(), end, id, config);
        } else {
            Past.failed(holds, operation.from(), operation.to(), end, id, config);
        }
    }
}
