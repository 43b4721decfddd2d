package dev.sluice.telemetry;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.RollUp.Step;
import dev.sluice.time.Timers;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Once a minute, keeps what the last minute was like, and every tenth time what the last ten were: of nodes from the hot
 * store, of frameworks from what was seen of them. It does so half a minute late, when late samples are in.
 *
 * <p>A tick that the database does not take is lost; the hot hour is not.
 */
@Singleton
class RollUpLoop {

    private static final Logger LOG = Logger.getLogger(RollUpLoop.class);

    private static final Duration LATE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final LiveTelemetry telemetry;
    private final RollUps rollUps;
    private final List<FrameworkSignals> frameworks;
    private final TelemetryConfig.RollUp config;
    private final Timers timers;
    private final Clock clock;
    private final FrameworkHistory history = new FrameworkHistory();
    private Timers.Handle tick = () -> {};
    private Timers.Handle look = () -> {};
    private Cancellable writing = () -> {};
    private boolean away;

    @Inject
    RollUpLoop(
            LiveTelemetry telemetry,
            RollUps rollUps,
            @All List<FrameworkSignals> frameworks,
            TelemetryConfig config,
            Timers timers,
            Clock clock) {
        this(telemetry, rollUps, frameworks, config.rollUp(), timers, clock);
    }

    RollUpLoop(
            LiveTelemetry telemetry,
            RollUps rollUps,
            List<FrameworkSignals> frameworks,
            TelemetryConfig.RollUp config,
            Timers timers,
            Clock clock) {
        this.telemetry = telemetry;
        this.rollUps = rollUps;
        this.frameworks = List.copyOf(frameworks);
        this.config = config;
        this.timers = timers;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        look = timers.every(LOOK, this::look);
        schedule();
    }

    void stop(@Observes ShutdownEvent event) {
        look.cancel();
        tick.cancel();
        writing.cancel();
    }

    private void schedule() {
        Instant now = clock.instant();
        Instant next = now.minus(LATE)
                .truncatedTo(ChronoUnit.MINUTES)
                .plus(Duration.ofMinutes(1))
                .plus(LATE);
        tick = timers.after(Duration.between(now, next), () -> {
            schedule();
            tick(next.minus(LATE));
        });
    }

    synchronized void look() {
        long kept = Step.TEN_MINUTES.length().plus(LATE).plus(LOOK).toMillis();
        frameworks.forEach(f -> history.add(f.newest(), clock.millis(), kept));
    }

    private void tick(Instant end) {
        writing = Uni.createFrom()
                .item(() -> endedAt(end))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(rollUps::keep)
                .chain(() -> rollUps.forget(Step.MINUTE, end.minus(config.keepMinutes())))
                .chain(() -> rollUps.forget(Step.TEN_MINUTES, end.minus(config.keepTenMinutes())))
                .subscribe()
                .with(done -> said(null), this::said);
    }

    private void said(@Nullable Throwable failure) {
        if (failure != null && !away) {
            LOG.warnf("Roll-ups of signals cannot be kept: %s", failure.getMessage());
        } else if (failure == null && away) {
            LOG.info("Roll-ups of signals are kept again");
        }
        away = failure != null;
    }

    /** Every roll-up of a stretch that ends then. */
    List<RollUp> endedAt(Instant end) {
        return Stream.of(Step.values())
                .filter(step -> step.endsAt(end))
                .flatMap(step -> Stream.concat(ofNodes(step, end).stream(), ofFrameworks(step, end).stream()))
                .toList();
    }

    private List<RollUp> ofNodes(Step step, Instant end) {
        Instant from = end.minus(step.length());
        List<RollUp> made = new ArrayList<>();
        for (NodeId node : telemetry.nodes()) {
            Map<Integer, double[]> values = new HashMap<>();
            for (Signal signal : Signal.values()) {
                Points points = telemetry.series(node, signal, from).until(end.toEpochMilli());
                if (points.size() > 0) {
                    values.put(signal.ordinal(), points.values());
                }
            }
            rolledUp(subject(node), step, from, values).ifPresent(made::add);
        }
        return made;
    }

    private synchronized List<RollUp> ofFrameworks(Step step, Instant end) {
        Instant from = end.minus(step.length());
        List<RollUp> made = new ArrayList<>();
        history.between(from.toEpochMilli(), end.toEpochMilli())
                .forEach((framework, values) -> rolledUp("framework/" + framework.value(), step, from, values)
                        .ifPresent(made::add));
        return made;
    }

    static String subject(NodeId node) {
        return "node/" + node.value();
    }

    private static Optional<RollUp> rolledUp(String subject, Step step, Instant from, Map<Integer, double[]> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, double[]> figures = new HashMap<>();
        int points = 0;
        for (Map.Entry<Integer, double[]> signal : values.entrySet()) {
            figures.put(signal.getKey(), RollUp.of(signal.getValue()));
            points += signal.getValue().length;
        }
        return Optional.of(new RollUp(subject, step, from, points, figures));
    }
}
