package dev.sluice.lab.jobs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.Success$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.Tuple2;

/**
 * Work for a Spark cluster: rounds of two stages with a shuffle between them, each with a sum that can be checked.
 *
 * <p>Arguments: {@code rounds=1} (0: until told to stop), {@code tasks=24} per round, {@code seconds=2} per task,
 * {@code compute=0} the share of that time spent computing, not sleeping. A line {@code stop} on standard input ends it
 * after the round. Prints {@code ROUND 1 sum=276 seconds=24} for each, and at the end {@code RESULT ok=true rounds=1 sum=276 expected=276 lost=0} and exits 0, or 1 if the sum is
 * wrong. Lost are tasks that had to be run again.
 */
public final class SparkLoad {

    private static final int KEYS = 8;

    private SparkLoad() {}

    public static void main(String[] args) {
        Map<String, String> options =
                new HashMap<>(Map.of("rounds", "1", "tasks", "24", "seconds", "2", "compute", "0"));
        for (String arg : args) {
            int equals = arg.indexOf('=');
            options.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        int rounds = Integer.parseInt(options.get("rounds"));
        int tasks = Integer.parseInt(options.get("tasks"));
        double seconds = Double.parseDouble(options.get("seconds"));
        double compute = Double.parseDouble(options.get("compute"));
        AtomicBoolean stop = stopOnWord();

        JavaSparkContext spark = new JavaSparkContext(new SparkConf());
        Failures failures = new Failures();
        spark.sc().addSparkListener(failures);
        long sum = 0;
        int done = 0;
        while (!stop.get() && (rounds == 0 || done < rounds)) {
            long began = System.nanoTime();
            long round = spark.parallelize(IntStream.range(0, tasks).boxed().collect(Collectors.toList()), tasks)
                    .mapToPair(i -> {
                        work(seconds, compute);
                        return new Tuple2<>(i % KEYS, (long) i);
                    })
                    .reduceByKey(Long::sum, KEYS)
                    .values()
                    .reduce(Long::sum);
            sum += round;
            done++;
            System.out.println(
                    "ROUND " + done + " sum=" + round + " seconds=" + (System.nanoTime() - began) / 1_000_000_000);
        }
        // Also delivers what the listener has not heard of yet.
        spark.stop();
        long expected = (long) tasks * (tasks - 1) / 2 * done;
        System.out.println("RESULT ok=" + (sum == expected) + " rounds=" + done + " sum=" + sum + " expected="
                + expected + " lost=" + failures.count.get());
        System.exit(sum == expected ? 0 : 1);
    }

    private static void work(double seconds, double compute) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * compute * 1e9);
        double x = 1;
        while (System.nanoTime() < end) {
            x = Math.sqrt(x + 1);
        }
        Thread.sleep((long) (seconds * (1 - compute) * 1000) + (x < 0 ? 1 : 0));
    }

    private static AtomicBoolean stopOnWord() {
        AtomicBoolean stop = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.trim().equals("stop")) {
                        stop.set(true);
                    }
                }
            } catch (IOException closed) {
                stop.set(true);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return stop;
    }

    /** Counts tasks that did not succeed. */
    private static final class Failures extends SparkListener {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            if (!(end.reason() instanceof Success$)) {
                System.out.println("LOST task " + end.taskInfo().taskId() + ": " + end.reason());
                count.incrementAndGet();
            }
        }
    }
}
