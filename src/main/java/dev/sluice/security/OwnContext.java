package dev.sluice.security;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on a Vert.x context of its own, whatever thread asks, and answers on the caller's.
 *
 * <p>Hibernate Reactive keeps its session in the Vert.x context. Credentials are checked from requests that have a session
 * of their own, from sockets and from start-up; on a context of its own a check never shares a session with any of them.
 */
@Singleton
class OwnContext {

    private final Vertx vertx;

    OwnContext(Vertx vertx) {
        this.vertx = vertx;
    }

    <T> Uni<T> run(Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            @Nullable Context caller = Vertx.currentContext();
            var own = VertxContext.createNewDuplicatedContext(eventLoop(caller));
            VertxContextSafetyToggle.setContextSafe(own, true);
            own.runOnContext(ignored -> {
                var running = work.get()
                        .subscribe()
                        .with(
                                item -> back(caller, () -> emitter.complete(item)),
                                failure -> back(caller, () -> emitter.fail(failure)));
                emitter.onTermination(running::cancel);
            });
        });
    }

    private Context eventLoop(@Nullable Context caller) {
        return caller != null && caller.isEventLoopContext()
                ? caller
                : ((VertxInternal) vertx).createEventLoopContext();
    }

    static void back(@Nullable Context caller, Runnable answer) {
        if (caller == null) {
            answer.run();
        } else {
            caller.runOnContext(ignored -> answer.run());
        }
    }
}
