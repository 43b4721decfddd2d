package dev.sluice.replay;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.trace.Trace;
import java.util.Arrays;
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

    /** One by day, one by night, one that is flat; the ramps between take three quarters of an hour. */
    static Trace office(long seed, int days) {
        Random random = new Random(seed);
        return of(days * DAY, 3, (t, f) -> {
            double hour = t % DAY / 60.0;
            double on =
                    switch (f) {
                        case 0 -> ramp(hour, 8, 18);
                        case 1 -> 1 - ramp(hour, 6, 21);
                        default -> 0.5;
                    };
            return 5 + (f == 2 ? 10 : 25) * on * (1 + 0.04 * random.nextGaussian());
        });
    }

    private static double ramp(double hour, double from, double to) {
        return Math.clamp(Math.min((hour - from) / 0.75, (to - hour) / 0.75), 0, 1);
    }

    /** Four whose jobs come by Poisson and take a Pareto number of nodes for a Pareto number of minutes. */
    static Trace batch(long seed, int days) {
        Random random = new Random(seed);
        double[][] load = new double[4][days * DAY];
        for (double[] own : load) {
            Arrays.fill(own, 4);
            for (int t = 0; t < own.length; t++) {
                if (random.nextDouble() < 1.0 / 25) {
                    double size = Math.min(25, 1.5 * Math.pow(1 - random.nextDouble(), -1 / 1.3));
                    int end = t + (int) Math.min(360, 12 * Math.pow(1 - random.nextDouble(), -1 / 1.5));
                    for (int at = t; at < Math.min(own.length, end); at++) {
                        own[at] += size;
                    }
                }
            }
        }
        return of(days * DAY, load.length, (t, f) -> load[f][t]);
    }

    /** Three levels, each of which holds for hours and then is another. */
    static Trace steps(long seed, int days) {
        Random random = new Random(seed);
        double[] level = new double[3];
        return of(days * DAY, level.length, (t, f) -> {
            if (t == 0 || random.nextInt(240) == 0) {
                level[f] = 4 + 24 * random.nextDouble();
            }
            return level[f] + random.nextGaussian() / 3;
        });
    }
}
