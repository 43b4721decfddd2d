package dev.sluice.telemetry.scrape;

import dev.sluice.telemetry.TelemetryConfig;
import dev.sluice.telemetry.intake.Intake;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Reads every configured exporter once per interval, spread over it. */
@ApplicationScoped
class Scraper implements Targets {

    private final TelemetryConfig.Scrape config;
    private final Exporters exporters;
    private final List<TargetLoop> loops;

    Scraper(TelemetryConfig config, Vertx vertx, Timers timers, Clock clock, Intake intake) {
        this.config = config.scrape();
        Duration interval = this.config.interval();
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "sluice.telemetry.scrape.interval=" + interval + ": must be at least 1 second");
        }
        if (this.config.maxConcurrent() < 1) {
            throw new IllegalArgumentException(
                    "sluice.telemetry.scrape.max-concurrent=" + this.config.maxConcurrent() + ": must be at least 1");
        }
        this.exporters = new Exporters(vertx, timers, this.config.maxConcurrent(), this.config.timeout(), (int)
                Math.min(1 << 30, this.config.maxPage().asLongValue()));
        List<String> targets = this.config.targets().orElse(List.of());
        this.loops = IntStream.range(0, targets.size())
                .mapToObj(i -> ScrapeTarget.parse(i, targets.get(i)))
                .map(target -> new TargetLoop(target, exporters::get, timers, clock, intake, interval))
                .toList();
    }

    void start(@Observes StartupEvent event) {
        loops.forEach(TargetLoop::start);
    }

    void stop(@Observes ShutdownEvent event) {
        loops.forEach(TargetLoop::stop);
        exporters.close();
    }

    @Override
    public List<TargetHealth> all() {
        return loops.stream().map(TargetLoop::health).toList();
    }
}
