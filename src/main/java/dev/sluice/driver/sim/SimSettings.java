package dev.sluice.driver.sim;

import dev.sluice.driver.DriverOptions;
import dev.sluice.driver.DriverProvider;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Resources;
import dev.sluice.trace.BadInput;
import dev.sluice.trace.Trace;
import dev.sluice.trace.TraceReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What one simulated framework is like.
 *
 * @param nodes whose workers run there at first
 * @param node what each of them has
 * @param times how long things take
 * @param odds shares of the cases in which something goes wrong
 * @param faults a file that says what goes wrong now, see {@link SimFault}
 */
record SimSettings(
        FrameworkId framework,
        int nodes,
        Resources node,
        SimDemand demand,
        Times times,
        Odds odds,
        Optional<Path> faults) {

    static final Set<String> OPTIONS = Set.of(
            "nodes",
            "cores",
            "memory-gib",
            "demand",
            "trace",
            "trace-framework",
            "trace-speed",
            "drain",
            "start",
            "stop",
            "stuck-percent",
            "refused-percent",
            "failing-percent",
            "faults-file",
            DriverOptions.TIME_LIMIT);

    /**
     * @param drain the last piece of work of a full node takes on average so long to end
     * @param start of a worker
     * @param stop of a worker
     * @param limit how long a change may take until its outcome counts as unknown
     */
    record Times(Duration drain, Duration start, Duration stop, Duration limit) {}

    /**
     * In percent.
     *
     * @param stuck nodes whose last piece of work never ends
     * @param refused drains that are refused
     * @param failing starts of a worker that fail
     */
    record Odds(int stuck, int refused, int failing) {
        static final Odds NONE = new Odds(0, 0, 0);
    }

    /** @throws IllegalArgumentException naming key, value and rule */
    static SimSettings of(DriverProvider.Settings settings, Instant begin) {
        if (!"sim".equals(settings.url().getScheme())) {
            throw new IllegalArgumentException("sluice.frameworks." + settings.framework() + ".url: '" + settings.url()
                    + "' must begin with sim://, as in sim://here; it leads nowhere");
        }
        DriverOptions options = new DriverOptions(settings, OPTIONS);
        return new SimSettings(
                settings.framework(),
                options.number("nodes", 10, 0, 100_000),
                Resources.of(
                        options.number("cores", 16, 1, 4096),
                        options.number("memory-gib", 64, 1, 65_536) * (double) (1L << 30)),
                demand(settings, options, begin),
                new Times(
                        options.duration("drain", Duration.ofSeconds(40), Duration.ZERO),
                        options.duration("start", Duration.ofSeconds(3), Duration.ZERO),
                        options.duration("stop", Duration.ofSeconds(2), Duration.ZERO),
                        options.timeLimit()),
                new Odds(
                        options.number("stuck-percent", 0, 0, 100),
                        options.number("refused-percent", 0, 0, 100),
                        options.number("failing-percent", 0, 0, 100)),
                options.text("faults-file").map(file -> options.file("faults-file")));
    }

    private static SimDemand demand(DriverProvider.Settings settings, DriverOptions options, Instant begin) {
        Optional<String> formula = options.text("demand");
        if (formula.isPresent() == options.text("trace").isPresent()) {
            throw wrong(settings, "demand", formula.orElse(""), "give it or options.trace, one of the two");
        }
        if (formula.isPresent()) {
            try {
                return SimFormula.parse(formula.get(), begin);
            } catch (IllegalArgumentException e) {
                throw wrong(settings, "demand", formula.get(), SimFormula.RULE);
            }
        }
        Path file = options.readableFile("trace");
        String name =
                options.text("trace-framework").orElse(settings.framework().value());
        try {
            Trace trace = TraceReader.read(file);
            int column =
                    trace.frameworks().stream().map(FrameworkId::value).toList().indexOf(name);
            if (column < 0) {
                throw wrong(settings, "trace-framework", name, "must be one of " + trace.frameworks());
            }
            return new SimTrace(trace, column, options.number("trace-speed", 1, 1, 10_000), begin);
        } catch (BadInput e) {
            throw wrong(settings, "trace", file.toString(), "is no trace: " + e.getMessage());
        }
    }

    private static IllegalArgumentException wrong(
            DriverProvider.Settings settings, String option, String value, String rule) {
        return new IllegalArgumentException(
                "sluice.frameworks." + settings.framework() + ".options." + option + ": '" + value + "' " + rule);
    }
}
