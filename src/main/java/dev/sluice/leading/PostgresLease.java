package dev.sluice.leading;

import dev.sluice.time.Timers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The lease: a session-level advisory lock on a connection of its own, and the row {@code leadership}, whose term is raised
 * at each take-over.
 *
 * <p><b>Who holds it.</b> PostgreSQL frees the lock when the session ends. The session of a killed process ends at once. One
 * that hangs, or whose network is gone, says nothing any more: the session has an {@code idle_session_timeout}, so
 * PostgreSQL ends it by itself, whatever the operating systems think of the connection.
 *
 * <p><b>Who believes to hold it.</b> The holder asks every fifth of the timeout. An answer proves that the session was alive
 * when the question was sent, and lets it believe for four fifths from then on. So it rests before another can lead, as long
 * as its clock runs.
 *
 * <p><b>Who writes.</b> A process that was stopped and goes on may believe for a moment that it still leads. It cannot
 * write: each write of a leader locks the row of its own term and finds none. A write that was begun before the take-over
 * holds that row until it is committed, and the take-over waits for it, so the next leader reads all that was written.
 *
 * <p><b>Threads.</b> Everything happens on one Vert.x context, duties included; {@link #standing} and {@link #holds} may be asked from anywhere.
 */
final class PostgresLease implements Leadership {

    private static final Logger LOG = Logger.getLogger(PostgresLease.class);

    /** The channel that the triggers of the migration tell. */
    private static final String ASKED = "sluice_asked";

    /** "sluice" in ASCII; the one advisory lock that Sluice takes. */
    private static final long LOCK = 0x736c75696365L;

    private final Context context;
    private final Timers timers;
    private final PgConnectOptions database;
    private final Duration timeout;
    private final String self;
    private final LongSupplier nanos;
    private final List<Duty> duties;

    private volatile Standing standing = new Standing.Follows(Optional.empty());
    private @Nullable PgConnection connection;
    /** When the question under way was sent; empty when none is. */
    private Optional<Long> asked = Optional.empty();

    private volatile long believesUntil;
    private volatile boolean stopped;
    private Timers.Handle first = () -> {};
    private Timers.Handle timer = () -> {};

    /** What a lease is made of; {@code nanos} is a clock that is never set. */
    record Settings(PgConnectOptions database, Duration timeout, String self, LongSupplier nanos) {
        Settings {
            if (timeout.compareTo(Duration.ofSeconds(2)) < 0 || timeout.compareTo(Duration.ofSeconds(60)) > 0) {
                throw new IllegalArgumentException(
                        "sluice.leading.timeout is " + timeout + ": it must be from 2s to 60s");
            }
            if (self.isBlank()) {
                throw new IllegalArgumentException(
                        "sluice.leading.name is blank: name this server, or leave the key out");
            }
        }
    }

    PostgresLease(Vertx vertx, Timers timers, Settings settings, List<Duty> duties) {
        this.context = vertx.getOrCreateContext();
        this.timers = timers;
        this.timeout = settings.timeout();
        this.self = settings.self();
        this.nanos = settings.nanos();
        this.duties = List.copyOf(duties);
        this.database = new PgConnectOptions(settings.database());
        this.database
                .setConnectTimeout((int) timeout.toMillis())
                .setTcpKeepAlive(true)
                .addProperty("application_name", "sluice leader lease of " + self)
                .addProperty("idle_session_timeout", Long.toString(timeout.toMillis()));
    }

    void start() {
        timer = timers.every(timeout.dividedBy(5), () -> context.runOnContext(now -> tick()));
        first = timers.after(Duration.ZERO, () -> context.runOnContext(now -> tick()));
    }

    /** Gives the lease back, so that another takes over at once. */
    void stop() {
        stopped = true;
        first.cancel();
        timer.cancel();
        context.runOnContext(now -> cut("this server is ending"));
    }

    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public boolean holds(Term term) {
        return standing instanceof Standing.Leads leads
                && leads.term().equals(term)
                && nanos.getAsLong() - believesUntil < 0;
    }

    @Override
    public String self() {
        return self;
    }

    private void tick() {
        long now = nanos.getAsLong();
        boolean waitedTooLong =
                asked.filter(sent -> now - sent > 2 * timeout.toNanos()).isPresent();
        if (waitedTooLong || (leads() && now - believesUntil >= 0)) {
            cut("the database has not answered in time");
        } else if (asked.isEmpty() && !stopped) {
            asked = Optional.of(now);
            ask(now);
        }
    }

    private boolean leads() {
        return standing instanceof Standing.Leads;
    }

    private void ask(long sent) {
        PgConnection open = connection;
        Future<Standing> answer =
                open == null ? connect(sent).compose(this::seek) : leads() ? renew(open, sent) : seek(open);
        answer.onSuccess(found -> {
                    if (isCurrent(sent)) {
                        asked = Optional.empty();
                        become(found);
                    }
                })
                .onFailure(failure -> {
                    if (isCurrent(sent)) {
                        cut("the database does not answer: " + failure.getMessage());
                    }
                });
    }

    /** Whether the question has not been given up meanwhile. */
    private boolean isCurrent(long sent) {
        return asked.equals(Optional.of(sent));
    }

    private Future<PgConnection> connect(long sent) {
        return PgConnection.connect(context.owner(), database).compose(fresh -> {
            if (!isCurrent(sent)) {
                close(fresh);
                return Future.failedFuture("it came too late");
            }
            connection = fresh;
            fresh.closeHandler(end -> {
                if (connection == fresh) {
                    cut("the database has ended the session");
                }
            });
            fresh.notificationHandler(notice -> {
                if (leads()) {
                    duties.forEach(Duty::look);
                }
            });
            return fresh.query("listen " + ASKED).execute().map(fresh);
        });
    }

    private Future<Standing> seek(PgConnection open) {
        return open.preparedQuery("select pg_try_advisory_lock($1) as mine, term, holder, since from leadership")
                .execute(Tuple.of(LOCK))
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    return row.getBoolean("mine") ? takeOver(open) : Future.succeededFuture(follows(row));
                });
    }

    private static Standing follows(Row row) {
        return new Standing.Follows(
                row.getLong("term") == 0
                        ? Optional.empty()
                        : Optional.of(new Leader(
                                row.getString("holder"),
                                new Term(row.getLong("term")),
                                row.getOffsetDateTime("since").toInstant())));
    }

    private Future<Standing> takeOver(PgConnection open) {
        return open.preparedQuery("update leadership set term = term + 1, holder = $1, since = now()")
                .execute(Tuple.of(self))
                // The update may have waited for long; how fresh the session is, only a quick question tells.
                .compose(raised -> renew(open, nanos.getAsLong()));
    }

    private Future<Standing> renew(PgConnection open, long sent) {
        return open.query("select term, since from leadership").execute().map(rows -> {
            Row row = rows.iterator().next();
            believesUntil = sent + timeout.toNanos() / 5 * 4;
            return new Standing.Leads(
                    new Term(row.getLong("term")),
                    row.get(OffsetDateTime.class, "since").toInstant());
        });
    }

    private void become(Standing now) {
        Standing before = standing;
        if (before.equals(now)) {
            return;
        }
        if (before instanceof Standing.Leads leads) {
            cut("the term was raised over " + leads.term());
            return;
        }
        standing = now;
        switch (now) {
            case Standing.Leads leads -> {
                LOG.infof("%s leads, %s", self, leads.term());
                duties.forEach(duty -> duty.lead(leads.term()));
            }
            case Standing.Follows follows ->
                LOG.infof(
                        "%s follows %s",
                        self, follows.leader().map(Leader::name).orElse("nobody yet"));
            case Standing.Cut cut -> throw new IllegalStateException("lease: being cut off is no answer");
        }
    }

    /** Gives up the connection, and the lease with it; the next tick makes another. */
    private void cut(String why) {
        boolean led = leads();
        if (led || !(standing instanceof Standing.Cut)) {
            LOG.logf(
                    stopped ? Logger.Level.DEBUG : Logger.Level.WARN,
                    "%s %s: %s",
                    self,
                    led ? "leads no more" : "cannot tell who leads",
                    why);
        }
        standing = new Standing.Cut(why);
        PgConnection old = connection;
        connection = null;
        asked = Optional.empty();
        if (led) {
            duties.forEach(Duty::rest);
        }
        if (old != null) {
            close(old);
        }
    }

    private static void close(PgConnection open) {
        open.close().onFailure(failure -> LOG.debugf("Closing the connection of a lease: %s", failure.getMessage()));
    }
}
