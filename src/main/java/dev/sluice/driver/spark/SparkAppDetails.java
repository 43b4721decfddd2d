package dev.sluice.driver.spark;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an application says of itself, where its API can be reached through the master's proxy. */
record SparkAppDetails(Optional<Limits> limits, Optional<Stages> stages, Optional<Executors> executors) {

    static final SparkAppDetails UNKNOWN = new SparkAppDetails(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * How much it may ask for.
     *
     * @param maxCores spark.cores.max; empty means everything there is
     * @param executorCores spark.executor.cores; empty means one executor takes all cores of a worker
     * @param taskCpus spark.task.cpus
     */
    record Limits(OptionalDouble maxCores, OptionalDouble executorCores, double taskCpus) {

        private static final Pattern PAGE =
                Pattern.compile("<strong>Cores:</strong>\\s*([0-9]+|Unlimited)\\s*\\(", Pattern.DOTALL);

        static Limits ofEnvironment(JsonNode json) {
            Map<String, String> properties = new HashMap<>();
            for (JsonNode pair : json.path("sparkProperties")) {
                properties.put(pair.path(0).asText(), pair.path(1).asText());
            }
            return new Limits(
                    number(properties.get("spark.cores.max")),
                    number(properties.get("spark.executor.cores")),
                    number(properties.get("spark.task.cpus")).orElse(1));
        }

        /** From {@code Cores: 6 (0 granted, 6 left)} or {@code Unlimited (4 granted)} of the master's page. */
        static Optional<Limits> ofPage(String html) {
            Matcher matcher = PAGE.matcher(html);
            return matcher.find()
                    ? Optional.of(new Limits(number(matcher.group(1)), OptionalDouble.empty(), 1))
                    : Optional.empty();
        }

        private static OptionalDouble number(@Nullable String text) {
            try {
                return text == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
            } catch (NumberFormatException notANumber) {
                return OptionalDouble.empty();
            }
        }
    }

    /**
     * Its active stages.
     *
     * @param pendingTasks tasks that no executor runs yet
     * @param since submission of the oldest stage that has such tasks
     */
    record Stages(long pendingTasks, Optional<Instant> since) {

        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'GMT'");

        static Stages of(JsonNode json) {
            long pending = 0;
            Optional<Instant> since = Optional.empty();
            for (JsonNode stage : json) {
                long left = stage.path("numTasks").asLong()
                        - stage.path("numActiveTasks").asLong()
                        - stage.path("numCompleteTasks").asLong();
                if (left > 0) {
                    pending += left;
                    Optional<Instant> submitted =
                            time(stage.path("submissionTime").asText());
                    if (submitted.isPresent()
                            && (since.isEmpty() || submitted.get().isBefore(since.get()))) {
                        since = submitted;
                    }
                }
            }
            return new Stages(pending, since);
        }

        private static Optional<Instant> time(String text) {
            try {
                return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
            } catch (DateTimeParseException absent) {
                return Optional.empty();
            }
        }
    }

    /** Its executors that live. */
    record Executors(List<Executor> running) {

        record Executor(String host, double cores) {}

        static Executors of(JsonNode json) {
            List<Executor> running = new ArrayList<>();
            for (JsonNode executor : json) {
                if (executor.path("isActive").asBoolean()
                        && !"driver".equals(executor.path("id").asText())) {
                    String hostPort = executor.path("hostPort").asText();
                    int colon = hostPort.lastIndexOf(':');
                    running.add(new Executor(
                            colon < 0 ? hostPort : hostPort.substring(0, colon),
                            executor.path("totalCores").asDouble()));
                }
            }
            return new Executors(List.copyOf(running));
        }
    }
}
