package dev.sluice.suggesting;

import dev.sluice.alerting.Hints;
import dev.sluice.deciding.Decider;
import dev.sluice.deciding.Decider.Decision;
import dev.sluice.deciding.Decider.Look;
import dev.sluice.deciding.Past;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Inventory;
import dev.sluice.moving.Operations;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.pressure.Pressure;
import dev.sluice.suggesting.OfferBook.Change;
import dev.sluice.suggesting.OfferStore.Changes;
import dev.sluice.suggesting.OfferStore.Ending;
import dev.sluice.suggesting.OfferStore.Opening;
import dev.sluice.time.OneAtATime;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the fleet on each tick: scores it, plans, keeps the offers in step with the plan, and carries approvals to
 * moving. Between two automatic frameworks it approves by itself, see {@link AutoGate}.
 *
 * <p>Of several servers one leads. The others follow: they score and plan as well, so that their pages show pressures and
 * an approval can be checked there, but what is on offer they read from the store.
 */
@Singleton
final class SuggestingLoop implements Suggestions {

    private static final Logger LOG = Logger.getLogger(SuggestingLoop.class);
    private static final Duration TICK_LIMIT = Duration.ofSeconds(30);

    private final Inventory inventory;
    private final Operations operations;
    private final OfferStore store;
    private final Timers timers;
    private final Clock clock;
    private final PlanningConfig config;

    private final Decider decider;
    private final OfferBook book;
    private final AutoGate gate;
    private final OpenOffers open = new OpenOffers();
    private final OfferDesk desk;
    private final Pressures pressures = new Pressures();
    private final Tally tally = new Tally();
    private final OneAtATime<Ticked> ticks;
    private final Set<Cancellable> alone = ConcurrentHashMap.newKeySet();

    /** What a tick leaves: the open offers, and those that Sluice may carry out by itself. */
    private record Ticked(List<Offer> offers, List<Offer> due) {
        Ticked {
            offers = List.copyOf(offers);
        }
    }

    private volatile boolean leading;
    private volatile Hints hints = Hints.NONE;
    private volatile boolean troubled;
    private Timers.Handle timer = () -> {};

    @Inject
    SuggestingLoop(
            Inventory inventory,
            Operations operations,
            OfferStore store,
            Timers timers,
            Clock clock,
            PlanningConfig config) {
        this.inventory = inventory;
        this.operations = operations;
        this.store = store;
        this.timers = timers;
        this.clock = clock;
        this.config = config;
        this.decider = new Decider(config);
        this.book = new OfferBook(config);
        this.gate = new AutoGate(config, decider);
        this.desk = new OfferDesk(store, operations, decider, this::decision, open, book, tally);
        this.ticks = new OneAtATime<>(timers, TICK_LIMIT, this::tick, this::ticked, this::failed);
    }

    void start(@Observes StartupEvent started) {
        follow();
    }

    void stop(@Observes ShutdownEvent stopping) {
        rest();
    }

    void lead() {
        leading = true;
        watch();
    }

    void follow() {
        leading = false;
        alone.forEach(Cancellable::cancel);
        watch();
    }

    private void watch() {
        open.doubt();
        timer.cancel();
        timer = timers.every(config.period(), ticks::run);
    }

    /** Another server may have answered an offer. */
    void lookAgain() {
        open.doubt();
    }

    /** For good. */
    void rest() {
        timer.cancel();
        ticks.stop();
        alone.forEach(Cancellable::cancel);
    }

    /** What was decided here. */
    Tally tally() {
        return tally;
    }

    @Override
    public List<Pressure> pressures() {
        return pressures.newest();
    }

    @Override
    public Map<FrameworkId, Double> needs() {
        return pressures.needs();
    }

    @Override
    public Map<FrameworkId, List<OptionalDouble>> history() {
        return pressures.history();
    }

    @Override
    public Hints hints() {
        return hints;
    }

    @Override
    public List<Offer> open() {
        return open.list();
    }

    @Override
    public Uni<List<Offer>> recent(int limit) {
        return store.recent(limit).map(all -> all.stream().map(open::fresh).toList());
    }

    @Override
    public Uni<Optional<Offer>> find(String id) {
        return store.find(id).map(found -> found.map(open::fresh));
    }

    @Override
    public Uni<Offer> approve(String id, String actor) {
        return desk.approve(id, actor);
    }

    @Override
    public Uni<Offer> reject(String id, String actor, String reason) {
        return desk.reject(id, actor, reason);
    }

    /** A plan on the current picture, without counting it as evidence. */
    private Uni<Decision> decision() {
        FleetPicture picture = inventory.current();
        Instant now = clock.instant();
        return past(picture, now).map(past -> decider.plan(decider.look(picture, now), past));
    }

    /** What has happened, what people want left alone, and what alerts hint at. */
    private Uni<Past> past(FleetPicture picture, Instant now) {
        return store.hints(now).invoke(found -> hints = found).chain(found -> store.pauses(now)
                .chain(pauses -> operations.recent(PastOperations.LIMIT).map(past -> PastOperations.of(
                                past, picture, now, config)
                        .with(Pauses.holds(pauses, picture))
                        .with(found.holds())
                        .withFloors(found.floors())
                        .withOffered(OfferBook.nodes(open.list())))));
    }

    private Uni<Ticked> tick() {
        FleetPicture picture = inventory.current();
        if (picture.frameworks().isEmpty()) {
            return Uni.createFrom().item(new Ticked(open.list(), List.of()));
        }
        Instant now = clock.instant();
        Look look = decider.look(picture, now);
        pressures.add(look);
        if (!leading) {
            open.doubt();
        }
        return recall(now).chain(() -> {
            long before = open.answers();
            return past(picture, now).chain(past -> {
                Decision decision = decider.decide(look, past);
                return leading && open.answers() == before && !open.starting()
                        ? confirm(decision).chain(() -> keepUp(decision))
                        : Uni.createFrom().item(new Ticked(open.list(), List.of()));
            });
        });
    }

    /** After taking the lead, and whenever it may be out of step with the store: what is on offer there. Followers always. */
    private Uni<Void> recall(Instant now) {
        if (open.known()) {
            return Uni.createFrom().voidItem();
        }
        return (leading ? store.settleAbandoned(now) : Uni.createFrom().voidItem())
                .chain(store::open)
                .invoke(stored -> open.replace(stored.stream().map(open::fresh).toList()))
                .chain(() -> store.rejections(now.minus(config.quietAfterRejection())))
                .invoke(rejections -> {
                    rejections.forEach(book::rejected);
                    open.know();
                })
                .replaceWithVoid();
    }

    private Uni<Void> confirm(Decision decision) {
        return decision.confirmed().isEmpty()
                ? Uni.createFrom().voidItem()
                : store.confirmed(decision.confirmed(), decision.look().at());
    }

    private Uni<Ticked> keepUp(Decision decision) {
        Instant now = decision.look().at();
        List<Change> changes = book.compare(open.list(), decision.outcome().suggestions(), now);
        List<Offer> kept = new ArrayList<>();
        List<Ending> ends = new ArrayList<>();
        List<Opening> opens = new ArrayList<>();
        for (Change change : changes) {
            switch (change) {
                case Change.Refresh refresh -> kept.add(refresh.offer());
                case Change.End end ->
                    ends.add(new Ending(end.offer(), end.state(), now, PostgresOffers.SLUICE, end.note(), decision));
                case Change.Open offer ->
                    opens.add(new Opening(
                            offer.suggestion(),
                            now.plus(
                                    AutoGate.automatic(
                                                    offer.suggestion(),
                                                    decision.look().picture())
                                            ? config.autoExpiry()
                                            : config.expiry())));
            }
        }
        long before = open.answers();
        Uni<List<Offer>> opened = ends.isEmpty() && opens.isEmpty()
                ? Uni.createFrom().item(List.of())
                : store.apply(new Changes(now, ends, opens, decision)).invoke(added -> {
                    tally.opened(added.size());
                    ends.forEach(end -> tally.ended(end.state()));
                });
        tally.planned(decision.outcome());
        return opened.chain(added -> {
                    kept.addAll(added);
                    // Somebody answered an offer in between: what is open now, only the store knows.
                    return open.answers() == before ? Uni.createFrom().item(kept) : store.open();
                })
                .map(offers -> new Ticked(offers, due(offers, decision)));
    }

    /** The offers that Sluice may carry out by itself now. */
    private List<Offer> due(List<Offer> offers, Decision decision) {
        gate.keepOnly(offers);
        if (hints.storm().isPresent()) {
            return List.of();
        }
        return offers.stream()
                .filter(o -> AutoGate.automatic(o.suggestion(), decision.look().picture()))
                .filter(o -> gate.pass(o, decision))
                .toList();
    }

    private void ticked(Ticked ticked) {
        if (troubled) {
            LOG.info("suggesting works again");
            troubled = false;
        }
        open.replace(ticked.offers());
        ticked.due().forEach(this::approveAlone);
    }

    private void approveAlone(Offer offer) {
        AtomicReference<@Nullable Cancellable> self = new AtomicReference<>();
        Runnable over = () -> {
            Cancellable running = self.get();
            if (running != null) {
                alone.remove(running);
            }
        };
        Cancellable running = approve(offer.id(), PostgresOffers.SLUICE)
                .onTermination()
                .invoke(over)
                .subscribe()
                .with(
                        done -> LOG.infof("suggestion %s is carried out automatically", done.id()),
                        failure ->
                                LOG.warnf("suggestion %s was not carried out: %s", offer.id(), failure.getMessage()));
        self.set(running);
        alone.add(running);
    }

    private void failed(Throwable failure) {
        if (!troubled) {
            troubled = true;
            LOG.warnf("suggesting cannot go on for now: %s", failure);
        }
        open.doubt();
    }
}
