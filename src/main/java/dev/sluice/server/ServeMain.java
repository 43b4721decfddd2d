package dev.sluice.server;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.vertx.http.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Entry point of the server: {@code serve}.
 *
 * <p>Data folder, then database, then Quarkus; down in the opposite order, on SIGTERM and Ctrl-C too. Whatever keeps it
 * from starting is one sentence on stderr and an exit code of {@link Exit}; the stack trace goes to
 * {@code last-failure.log} in the data folder.
 */
@QuarkusMain
public final class ServeMain {

    /** Longer than Quarkus' and PostgreSQL's own limits together. */
    private static final int SHUTDOWN_SECONDS = 60;

    /** Too talkative before the configuration sets their levels; held, or the level goes with the logger. */
    private static final List<Logger> QUIET = Stream.of("io.quarkus", "org.hibernate", "org.flywaydb")
            .map(Logger::getLogger)
            .toList();

    private ServeMain() {}

    public static void main(String[] args) {
        List<String> arguments = List.of(args);
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out().println(ServeOptions.USAGE);
            return;
        }
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        int code;
        CountDownLatch finished = new CountDownLatch(1);
        Thread hook = new Thread(() -> await(finished), "sluice-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            code = serve(arguments);
        } finally {
            finished.countDown();
            forget(hook);
        }
        // Never exit(0): in development mode this method returns at every reload.
        if (code != Exit.OK) {
            System.exit(code);
        }
    }

    private static int serve(List<String> arguments) {
        Path data = null;
        try {
            ServeOptions options = ServeOptions.parse(arguments);
            Properties file = read(options.config());
            data = DataFolder.choose(options.data().or(() -> setting(file, "sluice.data")), Map.of());
            set(options, data);
            Optional<Map<String, String>> external = DatabaseConfig.external(key -> setting(file, key));
            if (external.isPresent()) {
                external.get().forEach(System::setProperty);
                run(arguments);
                return Exit.OK;
            }
            try (DataFolder folder = DataFolder.open(data);
                    EmbeddedPostgres postgres =
                            EmbeddedPostgres.start(folder.path().resolve("postgres"))) {
                postgres.datasource(postgres.database()).forEach(System::setProperty);
                run(arguments);
            }
            return Exit.OK;
        } catch (ServeOptions.Wrong e) {
            System.err.println("sluice: " + e.getMessage());
            return Exit.USAGE;
        } catch (Failed e) {
            return tell(data, e.getCause());
        } catch (RuntimeException | Error e) {
            return tell(data, e);
        }
    }

    private static int tell(@Nullable Path data, @Nullable Throwable failure) {
        if (failure == null) {
            return Exit.FAILED;
        }
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            throw new IllegalStateException(failure);
        }
        System.err.println("sluice: " + StartProblem.sentence(failure, data));
        return Exit.FAILED;
    }

    /** Runs until told to stop. */
    private static void run(List<String> arguments) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        AtomicInteger code = new AtomicInteger(Exit.OK);
        // With a handler of our own Quarkus prints no stack trace and does not exit under our feet.
        Quarkus.run(
                Serving.class,
                (exit, cause) -> {
                    code.set(exit);
                    failure.set(cause);
                },
                arguments.toArray(String[]::new));
        if (failure.get() != null || code.get() != Exit.OK) {
            throw new Failed(failure.get());
        }
    }

    private static void set(ServeOptions options, Path data) {
        System.setProperty("sluice.data", data.toString());
        options.port().ifPresent(port -> System.setProperty("quarkus.http.port", Integer.toString(port)));
        options.host().ifPresent(host -> System.setProperty("quarkus.http.host", host));
        options.config()
                .ifPresent(path -> System.setProperty(
                        "quarkus.config.locations",
                        path.toAbsolutePath().normalize().toUri().toString()));
        if (options.logJson()) {
            System.setProperty("quarkus.log.console.json.enabled", "true");
        }
    }

    private static Properties read(Optional<Path> config) {
        Properties properties = new Properties();
        if (config.isEmpty()) {
            return properties;
        }
        Path path = config.get();
        if (!path.toString().endsWith(".properties")) {
            throw new StartFailure("The config file " + path + " must have a name that ends in .properties.");
        }
        if (!Files.isRegularFile(path)) {
            throw new StartFailure("The config file " + path + " does not exist or is no file; give --config the path"
                    + " of a properties file.");
        }
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new StartFailure(
                    "The config file " + path + " cannot be read (" + e.getMessage()
                            + "); it must be a readable properties file in UTF-8.",
                    e);
        }
    }

    /** The environment before the file, as everywhere else in the configuration. */
    private static Optional<String> setting(Properties file, String key) {
        String variable = key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        return Optional.ofNullable(System.getenv(variable))
                .or(() -> Optional.ofNullable(file.getProperty(key)))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private static void await(CountDownLatch finished) {
        try {
            if (!finished.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("sluice: not everything stopped within " + SHUTDOWN_SECONDS + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is running: it is what waits for us.
            return;
        }
    }

    private static PrintStream out() {
        return System.out;
    }

    /** Tells the person at the terminal that it is up, then waits. */
    static final class Serving implements QuarkusApplication {

        private final HttpServer server;

        Serving(HttpServer server) {
            this.server = server;
        }

        @Override
        public int run(String... args) {
            Config config = ConfigProvider.getConfig();
            String host = config.getValue("quarkus.http.host", String.class);
            // After a live reload the socket is the old one and the new server knows no port.
            int port = server.getPort() > 0 ? server.getPort() : config.getValue("quarkus.http.port", Integer.class);
            out().println("Sluice listens on http://" + shown(host) + ":" + port);
            Quarkus.waitForExit();
            return Exit.OK;
        }

        private static String shown(String host) {
            return host.contains(":") ? "[" + host + "]" : host;
        }
    }

    /** Carries what Quarkus failed with. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(@Nullable Throwable cause) {
            super(cause);
        }
    }
}
