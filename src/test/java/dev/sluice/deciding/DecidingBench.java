package dev.sluice.deciding;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a full decision takes of one core, whatever else the machine does: {@code ./sluice bench deciding}. The same decision as
 * {@link DecisionBenchmark}, which measures the time on the clock and what is allocated.
 */
public final class DecidingBench {

    private static final double MILLION = 1e6;

    private DecidingBench() {}

    public static void main(String[] arguments) {
        measure(1_000, 400, 200);
        measure(10_000, 60, 200);
        measure(100_000, 15, 100);
    }

    private static void measure(int nodes, int warmUp, int runs) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        DecisionBenchmark decision = new DecisionBenchmark();
        decision.nodes = nodes;
        decision.build();
        double[] millis = new double[runs];
        int suggestions = 0;
        for (int run = -warmUp; run < runs; run++) {
            long began = threads.getCurrentThreadCpuTime();
            suggestions += decision.decide().outcome().suggestions().size();
            if (run >= 0) {
                millis[run] = (threads.getCurrentThreadCpuTime() - began) / MILLION;
            }
        }
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%,7d nodes, 8 frameworks: %.1f ms of one core in the middle, %.1f ms at the 99th percentile; %d decisions,"
                        + " %d suggestions each%n",
                nodes,
                millis[runs / 2],
                millis[(int) Math.ceil(runs * 0.99) - 1],
                runs,
                suggestions / (runs + warmUp));
    }
}
