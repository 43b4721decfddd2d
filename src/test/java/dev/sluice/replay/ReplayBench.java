package dev.sluice.replay;

import dev.sluice.trace.Trace;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How much avoidable overload Sluice leaves on made-up days of several kinds, with a fleet that is too small and with one that is
 * large enough, beside the plain HPA rule and foresight.
 *
 * <p>{@code ./sluice bench replay}.
 */
final class ReplayBench {

    private static final int MOVE_SECONDS = 300;

    private double overload;
    private double moves;
    private int cases;

    public static void main(String[] args) {
        ReplayBench bench = new ReplayBench();
        System.out.println(
                "avoidable node-minutes / moves        fleet           sluice              hpa        foresight   of hpa");
        traces().forEach((name, trace) -> {
            int small = trace.typicalFleet();
            bench.measure(name, trace, small);
            bench.measure(name, trace, small * 6 / 5);
        });
        System.out.printf(
                Locale.ROOT,
                "geometric mean against hpa: avoidable overload %.2f, moves %.2f%n",
                Math.exp(bench.overload / bench.cases),
                Math.exp(bench.moves / bench.cases));
    }

    private static Map<String, Trace> traces() {
        Map<String, Trace> traces = new LinkedHashMap<>();
        traces.put("tide of two", Traces.sinusoid(2, 20, 10));
        traces.put("noisy tide of three", Traces.diurnal(1, 2));
        traces.put("office hours", Traces.office(1, 2));
        traces.put("steps", Traces.steps(1, 2));
        traces.put("all together", Traces.correlated(1, 2));
        traces.put("bursts of one", Traces.bursts(2, 2));
        traces.put("heavy tail of three", Traces.heavyTail(3, 2));
        traces.put("batch jobs of four", Traces.batch(1, 2));
        return traces;
    }

    private void measure(String name, Trace trace, int fleet) {
        Policy policy = PolicyFile.defaults(trace.frameworks());
        int[] first = policy.firstShares(fleet);
        double unavoidable = trace.unavoidable(fleet);
        Tally sluice = Replay.run(trace, policy, first, MOVE_SECONDS).tally();
        Baselines baselines = new Baselines(trace, first, MOVE_SECONDS);
        Tally hpa = baselines.hpa();
        double own = sluice.overloadNodeMinutes() - unavoidable;
        double rule = hpa.overloadNodeMinutes() - unavoidable;
        System.out.printf(
                Locale.ROOT,
                "%-34s %8d %s %s %s %8.2f%n",
                name,
                fleet,
                pair(sluice, unavoidable),
                pair(hpa, unavoidable),
                pair(baselines.foresight(), unavoidable),
                own / rule);
        overload += Math.log(Math.max(1, own) / Math.max(1, rule));
        moves += Math.log((1.0 + sluice.moves()) / (1.0 + hpa.moves()));
        cases++;
    }

    private static String pair(Tally tally, double unavoidable) {
        return String.format(Locale.ROOT, "%8.0f /%6d ", tally.overloadNodeMinutes() - unavoidable, tally.moves());
    }
}
