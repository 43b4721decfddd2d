package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.ledger.Transactions;
import dev.sluice.time.OneAtATime;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Out of the journal, read anew every minute: each donor's newest drains, from telling the framework until the node was empty.
 * Only those of moves that arrived; one whose work was ended by force has no such moment.
 */
@Singleton
class JournalDrainTimes implements DrainTimes {

    private static final Logger LOG = Logger.getLogger(JournalDrainTimes.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration HISTORY = Duration.ofDays(30);
    private static final int NEWEST = 100;

    private static final String QUERY = """
            with newest as (
                select operation, node, donor,
                    row_number() over (partition by donor order by ended_at desc, operation desc, node) as place
                from move
                where state = 'MOVED' and donor is not null and ended_at > :since
            ), drains as (
                select n.donor,
                    extract(epoch from
                        max(cast(e.payload ->> 'at' as timestamptz))
                            filter (where e.kind = 'succeeded' and e.payload ->> 'step' = 'EMPTY')
                        - min(cast(e.payload ->> 'at' as timestamptz))
                            filter (where e.kind = 'started' and e.payload ->> 'step' = 'DRAIN')) as seconds
                from newest n join move_event e on e.operation = n.operation and e.node = n.node
                where n.place <= :newest
                group by n.operation, n.node, n.donor
            )
            select donor, cast(count(*) as integer),
                percentile_cont(0.5) within group (order by cast(seconds as double precision)),
                percentile_cont(0.9) within group (order by cast(seconds as double precision))
            from drains where seconds is not null group by donor
            """;

    private final Transactions transactions;
    private final Timers timers;
    private final Clock clock;
    private final MovingConfig config;
    private final OneAtATime<Map<FrameworkId, Past>> reading;

    private volatile Map<FrameworkId, Past> known = Map.of();
    private volatile boolean troubled;
    private Timers.Handle timer = () -> {};

    private record Past(int drains, Duration usual, Duration slow) {}

    JournalDrainTimes(Transactions transactions, Timers timers, Clock clock, MovingConfig config) {
        this.transactions = transactions;
        this.timers = timers;
        this.clock = clock;
        this.config = config;
        this.reading = new OneAtATime<>(timers, LIMIT, this::read, this::learn, this::failed);
    }

    void start(@Observes StartupEvent started) {
        reading.run();
        timer = timers.every(PERIOD, reading::run);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.cancel();
        reading.stop();
    }

    @Override
    public Optional<Estimate> estimate(FrameworkId donor, int nodes) {
        return Optional.ofNullable(known.get(donor))
                .filter(past -> past.drains() >= FEWEST)
                .map(past -> Estimate.of(past.drains(), past.usual(), past.slow(), nodes, config.parallelism()));
    }

    /** Reads the journal now. */
    Uni<Void> refresh() {
        return read().invoke(this::learn).replaceWithVoid();
    }

    private Uni<Map<FrameworkId, Past>> read() {
        OffsetDateTime since = clock.instant().minus(HISTORY).atOffset(ZoneOffset.UTC);
        return transactions.stateless(session -> session.createNativeQuery(QUERY, Object[].class)
                .setParameter("since", since)
                .setParameter("newest", NEWEST)
                .getResultList()
                .map(JournalDrainTimes::byDonor));
    }

    private static Map<FrameworkId, Past> byDonor(List<Object[]> rows) {
        Map<FrameworkId, Past> past = new HashMap<>();
        rows.forEach(row -> past.put(
                new FrameworkId((String) row[0]), new Past((Integer) row[1], seconds(row[2]), seconds(row[3]))));
        return past;
    }

    private static Duration seconds(Object value) {
        return Duration.ofMillis(Math.max(0, Math.round((Double) value * 1000)));
    }

    private void learn(Map<FrameworkId, Past> newest) {
        if (troubled) {
            LOG.info("past drains can be read again");
            troubled = false;
        }
        known = newest;
    }

    private void failed(Throwable failure) {
        if (!troubled) {
            troubled = true;
            LOG.warnf("past drains cannot be read for now: %s", failure);
        }
    }
}
