package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The pace of each framework, learnt from what becomes of its moves. It lives as long as this leader leads: the next one
 * begins carefully again.
 */
final class Paces {

    private final MovingConfig.Parallelism config;
    private final Map<FrameworkId, Pace> known = new ConcurrentHashMap<>();

    Paces(MovingConfig.Parallelism config) {
        this.config = config;
    }

    int size(FrameworkId framework) {
        return Optional.ofNullable(known.get(framework)).map(Pace::size).orElse(config.first());
    }

    /** By framework, those that have moved at all. */
    Map<FrameworkId, Integer> sizes() {
        Map<FrameworkId, Integer> sizes = new TreeMap<>();
        known.forEach((id, pace) -> sizes.put(id, pace.size()));
        return sizes;
    }

    void forget() {
        known.clear();
    }

    /** @param begun when the move was given its slot */
    void learn(Route route, MoveState before, MoveEvent event, MoveState after, Instant begun) {
        if (after instanceof MoveState.Moved) {
            Stream.concat(route.donor().stream(), route.taker().stream())
                    .forEach(f -> known.put(f, pace(f).wentWell(config.most())));
        } else if (before instanceof MoveState.Running running && running.goesThere() && isFailure(event)) {
            blamed(running).ifPresent(f -> known.put(f, pace(f).failed(begun, event.at())));
        }
    }

    private Pace pace(FrameworkId framework) {
        return known.getOrDefault(framework, Pace.beginning(config.first()));
    }

    private static boolean isFailure(MoveEvent event) {
        return switch (event) {
            case MoveEvent.Failed e -> !e.retry();
            case MoveEvent.DeadlinePassed e -> true;
            case MoveEvent.Started e -> false;
            case MoveEvent.Succeeded e -> false;
            case MoveEvent.UndoRequested e -> false;
            case MoveEvent.ForceRequested e -> false;
            case MoveEvent.RetryRequested e -> false;
            case MoveEvent.WaitRequested e -> false;
        };
    }

    /** Whose side could not cope; nobody's while nothing was touched. */
    private static Optional<FrameworkId> blamed(MoveState.Running state) {
        return switch (state) {
            case MoveState.Reserved s -> Optional.empty();
            case MoveState.Draining s -> s.route().donor();
            case MoveState.Drained s -> s.route().donor();
            case MoveState.Released s -> s.route().donor();
            case MoveState.Preparing s -> s.route().taker();
            case MoveState.Joining s -> s.route().taker();
            case MoveState.Verifying s -> s.route().taker();
            case MoveState.RollingBack s -> Optional.empty();
        };
    }
}
