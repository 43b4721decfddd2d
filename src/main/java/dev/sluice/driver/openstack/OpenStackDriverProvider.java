package dev.sluice.driver.openstack;

import dev.sluice.driver.DriverOptions;
import dev.sluice.driver.DriverProvider;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.HttpCalls;
import dev.sluice.driver.TimeLimit;
import dev.sluice.driver.openstack.Cloud.Api;
import dev.sluice.time.Timers;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Drivers of kind {@code openstack}; {@code url} is Keystone's address. */
@Singleton
final class OpenStackDriverProvider implements DriverProvider {

    static final String USER = "user";
    static final String USER_DOMAIN = "user-domain";
    static final String PROJECT = "project";
    static final String PROJECT_DOMAIN = "project-domain";
    static final String PASSWORD = "password";
    static final String APPLICATION_ID = "application-credential-id";
    static final String APPLICATION_SECRET = "application-credential-secret";
    /** Appended to the key of a secret: the file that holds it. */
    static final String FILE = "-file";

    static final String REGION = "region";
    static final String INTERFACE = "interface";
    static final String COMPUTE_URL = "compute-url";
    static final String PLACEMENT_URL = "placement-url";
    static final String CA_FILE = "ca-file";
    static final String SERVERS = "servers";
    static final String EVACUATE = "evacuate";
    static final String AT_ONCE = "parallel-migrations";
    static final String RELEASED_SERVICE = "released-service";
    static final String PENDING_WINDOW = "pending-window";

    private static final Set<String> KNOWN = Set.of(
            USER,
            USER_DOMAIN,
            PROJECT,
            PROJECT_DOMAIN,
            PASSWORD,
            PASSWORD + FILE,
            APPLICATION_ID,
            APPLICATION_SECRET,
            APPLICATION_SECRET + FILE,
            REGION,
            INTERFACE,
            COMPUTE_URL,
            PLACEMENT_URL,
            CA_FILE,
            SERVERS,
            EVACUATE,
            AT_ONCE,
            RELEASED_SERVICE,
            PENDING_WINDOW,
            DriverOptions.TIME_LIMIT);

    private final Vertx vertx;
    private final Timers timers;
    private final Clock clock;

    OpenStackDriverProvider(Vertx vertx, Timers timers, Clock clock) {
        this.vertx = vertx;
        this.timers = timers;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "openstack";
    }

    @Override
    public FrameworkDriver create(Settings settings) {
        DriverOptions options = new DriverOptions(settings, KNOWN);
        TimeLimit limits = new TimeLimit(timers);
        Cloud cloud = cloud(settings, options, limits);
        Nova nova = new Nova(cloud);
        Placement placement = new Placement(cloud);
        HostBook book = new HostBook(nova, placement, new ServerBook(nova, clock), clock);
        MovePolicy policy =
                new MovePolicy(options.choice(SERVERS, MovePolicy.Mode.LIVE), options.flag(EVACUATE, false));
        MoveMemory memory = new MoveMemory(clock, Pace.start(options.number(AT_ONCE, 8, 1, 100)));
        HostDrain drain = new HostDrain(nova, placement, book, policy, memory, clock);
        HostRelease release =
                new HostRelease(nova, placement, book, drain, options.choice(RELEASED_SERVICE, HostRelease.Entry.AUTO));
        FailedBook failed = new FailedBook(
                nova, clock, options.duration(PENDING_WINDOW, Duration.ofMinutes(15), Duration.ofMinutes(1)));
        HostAdmission admission = new HostAdmission(nova, placement, book, drain);
        return new OpenStackDriver(book, new OpenStackDriver.Steps(drain, release, admission), failed, clock, limits);
    }

    private Cloud cloud(Settings settings, DriverOptions options, TimeLimit limits) {
        HttpCalls calls = new HttpCalls(
                vertx,
                timers,
                settings.framework().value(),
                options.text(CA_FILE).map(file -> options.readableFile(CA_FILE)));
        Map<Api, String> fixed = new EnumMap<>(Api.class);
        options.url(COMPUTE_URL).ifPresent(url -> fixed.put(Api.COMPUTE, url));
        options.url(PLACEMENT_URL).ifPresent(url -> fixed.put(Api.PLACEMENT, url));
        Cloud.Where where = new Cloud.Where(
                options.choice(INTERFACE, Face.PUBLIC).name().toLowerCase(Locale.ROOT), options.text(REGION), fixed);
        return new Cloud(
                calls,
                new Keystone(calls, options.url(), credentials(options), clock),
                where,
                options.timeLimit(),
                limits);
    }

    /** Which of the catalog's addresses. */
    private enum Face {
        PUBLIC,
        INTERNAL,
        ADMIN
    }

    private static Credentials credentials(DriverOptions options) {
        if (options.text(APPLICATION_ID).isPresent()) {
            return new Credentials.Application(options.needed(APPLICATION_ID), secret(options, APPLICATION_SECRET));
        }
        return new Credentials.Password(
                options.needed(USER),
                options.text(USER_DOMAIN).orElse("Default"),
                options.needed(PROJECT),
                options.text(PROJECT_DOMAIN).orElse("Default"),
                secret(options, PASSWORD));
    }

    private static SecretSource secret(DriverOptions options, String key) {
        return options.text(key + FILE).isPresent()
                ? new SecretSource.File(options.readableFile(key + FILE))
                : new SecretSource.Given(options.needed(key));
    }
}
