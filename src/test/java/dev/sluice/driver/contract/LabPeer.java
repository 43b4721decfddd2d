package dev.sluice.driver.contract;

import dev.sluice.lab.Lab;
import dev.sluice.lab.LabCommand;
import dev.sluice.lab.LabException;
import dev.sluice.lab.LabProcess;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;

/** What peers of real processes have in common: a lab, its workers by member, and patience. */
public abstract class LabPeer implements DriverPeer, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    protected final Lab lab;
    private final Map<String, LabCommand> commands = new HashMap<>();
    private final Map<String, LabProcess> workers = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    protected LabPeer(Lab lab) {
        this.lab = lab;
    }

    /** A lab in {@code dir}. Where none can be had the test is skipped, visibly; on CI it fails. */
    public static Lab lab(Path dir) {
        try {
            return Lab.start(dir);
        } catch (LabException unavailable) {
            if (System.getenv("CI") != null) {
                throw unavailable;
            }
            Assumptions.abort("no real Spark and YARN here: " + unavailable.getMessage());
            throw unavailable;
        }
    }

    /** How the worker of a member is started; asked once, so that ports stay. */
    protected abstract LabCommand worker(int number);

    @Override
    public List<String> members() {
        return List.of("127.0.2.1", "127.0.2.2");
    }

    @Override
    public void stopWorker(String member) {
        LabProcess process = workers.remove(member);
        if (process != null) {
            process.close();
        }
    }

    @Override
    public void startWorker(String member) {
        stopWorker(member);
        LabCommand command =
                commands.computeIfAbsent(member, name -> worker(members().indexOf(name) + 1));
        workers.put(member, lab.run(command));
    }

    protected boolean runs(String member) {
        LabProcess process = workers.get(member);
        return process != null && process.alive();
    }

    /** Kills {@code process} and starts the same program again. */
    protected LabProcess again(LabProcess process, Map<String, String> environment) {
        ProcessHandle.Info info = ProcessHandle.of(process.pid()).orElseThrow().info();
        List<String> argv = new ArrayList<>(List.of(info.command().orElseThrow()));
        argv.addAll(List.of(info.arguments().orElseThrow()));
        process.kill();
        process.awaitEnd(Duration.ofSeconds(10));
        return lab.run(new LabCommand(process.name(), argv, environment));
    }

    @Override
    public <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(60));
    }

    @Override
    public void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ended);
        }
    }

    /** Looks until {@code condition} holds; a look that fails counts as no. */
    public void until(String what, BooleanSupplier condition) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > giveUp) {
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain until " + what);
            }
            pause();
        }
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    /** Speaks to the framework itself, past the line. */
    protected String http(String method, String url, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
        request.method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ended);
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}
