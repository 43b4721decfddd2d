package dev.sluice.leading;

import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Starts the lease with the server, once everything else has started, and gives it back when the server ends. */
@Singleton
class LeadingLife {

    /** After every observer without a priority of its own. */
    private static final int LATE = 4000;

    /** Before every observer without a priority of its own: whoever rests must not be told to lead while it ends. */
    private static final int EARLY = 10;

    @Produces
    @Singleton
    PostgresLease lease(
            Vertx vertx,
            Timers timers,
            LeadingConfig config,
            @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            @ConfigProperty(name = "quarkus.datasource.password") String password,
            @Any Instance<Duty> duties) {
        PgConnectOptions database = PgConnectOptions.fromUri(url.replaceFirst("^vertx-reactive:", ""))
                .setUser(user)
                .setPassword(password);
        PostgresLease.Settings settings = new PostgresLease.Settings(
                database, config.timeout(), config.name().orElseGet(LeadingLife::name), System::nanoTime);
        return new PostgresLease(vertx, timers, settings, duties.stream().toList());
    }

    private static String name() {
        try {
            return InetAddress.getLocalHost().getHostName() + "/"
                    + ProcessHandle.current().pid();
        } catch (UnknownHostException e) {
            return "process " + ProcessHandle.current().pid();
        }
    }

    void start(@Observes @Priority(LATE) StartupEvent event, PostgresLease lease) {
        lease.start();
    }

    void stop(@Observes @Priority(EARLY) ShutdownEvent event, PostgresLease lease) {
        lease.stop();
    }
}
