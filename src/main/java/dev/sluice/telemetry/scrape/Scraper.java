package dev.sluice.telemetry.scrape;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.TelemetryConfig;
import dev.sluice.telemetry.intake.Intake;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads every exporter that is configured or found, once per interval, spread over it. */
@ApplicationScoped
class Scraper implements Targets {

    private static final Comparator<TargetHealth> ORDER =
            Comparator.comparing(TargetHealth::node).thenComparing(TargetHealth::url);

    private final TelemetryConfig.Scrape config;
    private final Map<String, String> aliases;
    private final Timers timers;
    private final Clock clock;
    private final Intake intake;
    private final Exporters exporters;
    private final Set<ScrapeTarget> configured;
    private final Discovery discovery;
    private final Map<ScrapeTarget, TargetLoop> loops = new ConcurrentHashMap<>();
    private boolean stopped;

    Scraper(TelemetryConfig config, Vertx vertx, Timers timers, Clock clock, Intake intake) {
        this.config = config.scrape();
        this.aliases = config.aliases();
        this.timers = timers;
        this.clock = clock;
        this.intake = intake;
        atLeastASecond("interval", this.config.interval());
        atLeastASecond("discovery", this.config.discovery());
        if (this.config.maxConcurrent() < 1) {
            throw new IllegalArgumentException(
                    "sluice.telemetry.scrape.max-concurrent=" + this.config.maxConcurrent() + ": must be at least 1");
        }
        this.exporters = new Exporters(vertx, timers, this.config.maxConcurrent(), this.config.timeout(), (int)
                Math.min(1 << 30, this.config.maxPage().asLongValue()));
        this.configured = new LinkedHashSet<>(this.config.targets().orElse(List.of()).stream()
                .map(ScrapeTarget::parse)
                .map(this::named)
                .toList());
        this.discovery = new Discovery(
                this.config.files().orElse(List.of()),
                this.config.urls().orElse(List.of()).stream()
                        .map(Scraper::address)
                        .toList(),
                vertx,
                exporters,
                this::read);
    }

    void start(@Observes StartupEvent event) {
        read(List.of());
        discovery.start(timers, config.discovery());
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        stopped = true;
        discovery.stop();
        loops.values().forEach(TargetLoop::stop);
        exporters.close();
    }

    /** Turns to the exporters that are configured and these, and to no others. */
    synchronized void read(List<ScrapeTarget> found) {
        if (stopped) {
            return;
        }
        Set<ScrapeTarget> wanted = new LinkedHashSet<>(configured);
        found.stream().map(this::named).forEach(wanted::add);
        loops.entrySet().removeIf(loop -> {
            if (!wanted.contains(loop.getKey())) {
                loop.getValue().stop();
                return true;
            }
            return false;
        });
        for (ScrapeTarget target : wanted) {
            loops.computeIfAbsent(target, t -> {
                TargetLoop loop = new TargetLoop(t, exporters::get, timers, clock, intake, config.interval());
                loop.start();
                return loop;
            });
        }
    }

    @Override
    public List<TargetHealth> all() {
        return loops.values().stream().map(TargetLoop::health).sorted(ORDER).toList();
    }

    @Override
    public int badLists() {
        return discovery.problems();
    }

    /** As the series that it exports will be: under the name that the alias stands for. */
    private ScrapeTarget named(ScrapeTarget target) {
        String alias = aliases.get(target.node().value());
        return alias == null ? target : new ScrapeTarget(new NodeId(alias), target.url());
    }

    private static void atLeastASecond(String key, Duration value) {
        if (value.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "sluice.telemetry.scrape." + key + "=" + value + ": must be at least 1 second");
        }
    }

    private static URI address(String text) {
        return ScrapeTarget.of("sluice.telemetry.scrape.urls", "list", text).url();
    }
}
