package dev.sluice.alerting;

import dev.sluice.alerting.AlertSetup.AlertPolicies;
import dev.sluice.alerting.Episode.Outcome;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Duty;
import dev.sluice.leading.Term;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.time.OneAtATime;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** While this server leads: makes episodes of what has come in, considers them, and sees when there are too many. */
@Singleton
final class AlertKeeper implements Duty {

    private static final Logger LOG = Logger.getLogger(AlertKeeper.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int DELIVERIES = 200;
    private static final int EPISODES = 1_000;

    private final AlertBook book;
    private final Judges judges;
    private final Timers timers;
    private final Clock clock;
    private final AlertingConfig config;

    private @Nullable OneAtATime<Boolean> steps;
    private Timers.Handle timer = () -> {};
    private boolean troubled;

    /** What an episode is considered by. */
    @Singleton
    static final class Judges {

        private final AlertPolicies policies;
        private final Inventory inventory;
        private final PlanningConfig planning;

        @Inject
        Judges(AlertPolicies policies, Inventory inventory, PlanningConfig planning) {
            this.policies = policies;
            this.inventory = inventory;
            this.planning = planning;
        }

        Map<Long, Outcome> of(Map<Long, Map<String, String>> labels, List<Hint> newest, Instant now) {
            Judgement judgement =
                    new Judgement(policies.all(), inventory.current(), newest, now, planning.metricExpiry());
            Map<Long, Outcome> outcomes = new LinkedHashMap<>();
            labels.forEach((number, each) -> outcomes.put(number, judgement.of(each)));
            return outcomes;
        }
    }

    @Inject
    AlertKeeper(AlertBook book, Judges judges, Timers timers, Clock clock, AlertingConfig config) {
        this.book = book;
        this.judges = judges;
        this.timers = timers;
        this.clock = clock;
        this.config = config;
    }

    @Override
    public synchronized void lead(Term term) {
        rest();
        OneAtATime<Boolean> now = new OneAtATime<>(timers, LIMIT, this::step, this::done, this::failed);
        steps = now;
        timer = timers.every(config.period(), now::run);
    }

    @Override
    public synchronized void rest() {
        timer.cancel();
        if (steps != null) {
            steps.stop();
            steps = null;
        }
    }

    /** Answers whether more waits. */
    Uni<Boolean> step() {
        Instant now = clock.instant();
        return book.step(step -> step.enter(DELIVERIES)
                .chain(entered -> step.lift(now).chain(() -> judge(step, now)).chain(judged -> watch(step, now)
                        .chain(() -> step.forget(now.minus(config.keep())))
                        .replaceWith(entered == DELIVERIES || judged == EPISODES))));
    }

    private Uni<Integer> judge(AlertBook.Step step, Instant now) {
        return step.toJudge(now, EPISODES)
                .chain(labels -> labels.isEmpty()
                        ? Uni.createFrom().item(0)
                        : step.newest()
                                .chain(newest -> step.judged(judges.of(labels, newest, now)))
                                .replaceWith(labels.size()));
    }

    private Uni<Void> watch(AlertBook.Step step, Instant now) {
        return step.newSince(now.minus(MINUTE))
                .chain(episodes -> episodes <= config.storm().episodes()
                        ? Uni.createFrom().voidItem()
                        : step.storm(now, config.storm().rest(), episodes)
                                .invoke(begun -> {
                                    if (begun) {
                                        LOG.warnf(
                                                "%d alerts were new within a minute: nothing is done without approval"
                                                        + " for %s after the last such minute",
                                                episodes, config.storm().rest());
                                    }
                                })
                                .replaceWithVoid());
    }

    private void done(boolean more) {
        if (troubled) {
            LOG.info("alerts are considered again");
            troubled = false;
        }
        OneAtATime<Boolean> again = steps;
        if (more && again != null) {
            again.run();
        }
    }

    private void failed(Throwable failure) {
        if (!troubled) {
            troubled = true;
            LOG.warnf("Alerts cannot be considered now, it is tried again: %s", failure);
        }
    }
}
