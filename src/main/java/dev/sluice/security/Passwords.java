package dev.sluice.security;

import dev.sluice.api.ApiProblem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Hashes and checks passwords on two threads of their own: each takes 19 MiB and a good part of a core for some tens of
 * milliseconds, on purpose, and whoever tries to sign in must not slow anything else down. Answers on the caller's context.
 */
@Singleton
class Passwords {

    private static final int THREADS = 2;
    private static final int WAITING = 32;

    /** Of no password; checked where a name is unknown, so that the time does not tell. */
    private static final String NOBODY = PasswordHash.make("nobody's password");

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("sluice-passwords-", 0).factory());

    Passwords() {
        threads.allowCoreThreadTimeOut(true);
    }

    Uni<String> hash(String password) {
        return run(() -> PasswordHash.make(password));
    }

    Uni<Boolean> matches(String password, String hash) {
        return run(() -> PasswordHash.matches(password, hash));
    }

    /** False, after as long as {@link #matches} takes. */
    Uni<Boolean> matchesNobody(String password) {
        return run(() -> PasswordHash.matches(password, NOBODY) && false);
    }

    private <T> Uni<T> run(Callable<T> work) {
        return Uni.createFrom().emitter(emitter -> {
            var caller = Vertx.currentContext();
            try {
                threads.execute(() -> {
                    try {
                        var result = work.call();
                        OwnContext.back(caller, () -> emitter.complete(result));
                    } catch (Exception | Error e) {
                        OwnContext.back(caller, () -> emitter.fail(e));
                    }
                });
            } catch (RejectedExecutionException e) {
                emitter.fail(ApiProblem.later(
                        "too-many-sign-ins",
                        "Too many passwords are being checked at once; try again in a moment.",
                        2));
            }
        });
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
