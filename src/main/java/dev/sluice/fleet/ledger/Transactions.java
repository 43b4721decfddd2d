package dev.sluice.fleet.ledger;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Database transactions that may be asked for from any thread; the answer comes on the caller's Vert.x context, where it has
 * one.
 *
 * <p>Hibernate Reactive keeps its session in the Vert.x context, so work of several moves on one context would share a
 * session. Each transaction therefore runs on a context of its own. Cancelling the answer does not cancel the transaction:
 * half of it must not happen.
 */
@Singleton
public final class Transactions {

    private final Mutiny.SessionFactory sessions;
    private final Vertx vertx;

    Transactions(Mutiny.SessionFactory sessions, Vertx vertx) {
        this.sessions = sessions;
        this.vertx = vertx;
    }

    /** With a session. Commits when the work's answer is an item, rolls back when it is a failure. */
    public <T extends @Nullable Object> Uni<T> in(Function<Mutiny.Session, Uni<T>> work) {
        return onOwnContext(() -> sessions.withTransaction(work));
    }

    /**
     * The same without a persistence context: each statement goes to the database at once, in the order of the calls. For
     * conditional updates and appends, which want nothing cached.
     */
    public <T extends @Nullable Object> Uni<T> stateless(Function<Mutiny.StatelessSession, Uni<T>> work) {
        return onOwnContext(() -> sessions.withStatelessTransaction(work));
    }

    private <T extends @Nullable Object> Uni<T> onOwnContext(Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            @Nullable Context caller = Vertx.currentContext();
            Context own = VertxContext.createNewDuplicatedContext(eventLoop(caller));
            VertxContextSafetyToggle.setContextSafe(own, true);
            own.runOnContext(ignored -> work.get()
                    .subscribe()
                    .with(
                            item -> back(caller, () -> emitter.complete(item)),
                            failure -> back(caller, () -> emitter.fail(failure))));
        });
    }

    private Context eventLoop(@Nullable Context caller) {
        return caller != null && caller.isEventLoopContext()
                ? caller
                : ((VertxInternal) vertx).createEventLoopContext();
    }

    private static void back(@Nullable Context caller, Runnable answer) {
        if (caller == null) {
            answer.run();
        } else {
            caller.runOnContext(ignored -> answer.run());
        }
    }
}
