package dev.sluice.replay;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.trace.Trace;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Made-up traces of several kinds, in rows of a minute; the same seed gives the same trace. */
final class Traces {

    static final int DAY = 1440;

    private interface Demand {
        double at(int minute, int framework);
    }

    private Traces() {}

    private static Trace of(int minutes, int frameworks, Demand demand) {
        double[][] rows = new double[minutes][frameworks];
        for (int minute = 0; minute < minutes; minute++) {
            for (int f = 0; f < frameworks; f++) {
                rows[minute][f] = Math.max(0, demand.at(minute, f));
            }
        }
        List<FrameworkId> ids = IntStream.range(0, frameworks)
                .mapToObj(f -> new FrameworkId("f" + f))
                .toList();
        return new Trace(ids, 0, 60, rows);
    }

    /** The same all day, with noise of 10 % either way. */
    static Trace steady(long seed, double... levels) {
        Random random = new Random(seed);
        return of(DAY, levels.length, (t, f) -> levels[f] * (0.9 + 0.2 * random.nextDouble()));
    }

    /** Two that have their day when the other has its night. */
    static Trace sinusoid(int days, double middle, double amplitude) {
        return of(
                days * DAY, 2, (t, f) -> middle + (f == 0 ? amplitude : -amplitude) * Math.sin(2 * Math.PI * t / DAY));
    }

    /** Three out of step, with noise. */
    static Trace diurnal(long seed, int days) {
        Random random = new Random(seed);
        double[] phases = {0, 0.5, 0.25};
        return of(
                days * DAY,
                3,
                (t, f) -> (12 + 9 * Math.sin(2 * Math.PI * ((double) t / DAY + phases[f])))
                        * (1 + 0.05 * random.nextGaussian()));
    }

    /** Two that are calm; one that is idle, and now and then wants much for half an hour. */
    static Trace bursts(long seed, int days) {
        Random random = new Random(seed);
        double[] burst = new double[2];
        return of(days * DAY, 3, (t, f) -> {
            if (f < 2) {
                return 10 + random.nextGaussian() / 4;
            }
            if (burst[1]-- <= 0) {
                boolean begins = random.nextInt(180) == 0;
                burst[0] = begins ? 15 + random.nextInt(35) : 0;
                burst[1] = begins ? 10 - 20 * Math.log(1 - random.nextDouble()) : 0;
            }
            return burst[0];
        });
    }

    /** All of them burst, most bursts are small, and a few are huge. */
    static Trace heavyTail(long seed, int days) {
        Random random = new Random(seed);
        double[][] burst = new double[3][2];
        return of(days * DAY, 3, (t, f) -> {
            if (burst[f][1]-- <= 0) {
                boolean begins = random.nextInt(200) == 0;
                burst[f][0] = begins ? Math.min(60, 3 * Math.pow(1 - random.nextDouble(), -1 / 1.2)) : 0;
                burst[f][1] = begins ? 2 - 20 * Math.log(1 - random.nextDouble()) : 0;
            }
            return 6 + burst[f][0] + random.nextGaussian() / 3;
        });
    }

    /** All of them rise and fall together. */
    static Trace correlated(long seed, int days) {
        Random random = new Random(seed);
        double[] common = new double[1];
        return of(days * DAY, 3, (t, f) -> {
            common[0] = f == 0 ? 0.98 * common[0] + random.nextGaussian() / 2 : common[0];
            return 12 + common[0] * (f == 0 ? 1.5 : 1) + random.nextGaussian() / 2;
        });
    }
}
