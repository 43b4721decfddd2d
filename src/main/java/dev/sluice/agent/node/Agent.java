package dev.sluice.agent.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The running agent: one loop thread that owns the wish, the roles, the credential and a channel to each server. */
final class Agent implements Channel.Events {

    private static final Duration STEP = Duration.ofMillis(250);
    private static final long SAY_AGAIN_NANOS = 5_000_000_000L;
    private static final long ROTATE_AGAIN_NANOS = 60_000_000_000L;
    /** What an orderly exit may take beyond the longest stop time limit. */
    private static final Duration EXIT_MARGIN = Duration.ofSeconds(15);

    private final AgentFile file;
    private final Machine machine;
    private final WishStore wishes;
    private final Roles roles;
    private final Enrolment enrolment;
    private final List<Channel> channels;
    private final MetricsSender metrics;
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(daemon("loop"));
    private final CompletableFuture<Void> exited = new CompletableFuture<>();

    private Roles.Actual actual;
    private long saidAt;
    private long rotateAt = System.nanoTime();
    private boolean exiting;
    private volatile OptionalLong root = OptionalLong.empty();

    private Agent(AgentFile file, ProcFolder proc) throws IOException {
        this.file = file;
        this.machine = Machine.of(file, proc);
        this.wishes = WishStore.open(file.state(), file.life().firstWish());
        this.roles = new Roles(Workers.of(file, new OsProcesses(proc), System::nanoTime));
        ExecutorService calls = Executors.newFixedThreadPool(2, daemon("http"));
        HttpClient http = httpClient(file, calls);
        this.enrolment = Enrolment.open(http, file, System::currentTimeMillis);
        if (enrolment.credential().isEmpty() && enrolment.newToken().isEmpty()) {
            throw new IOException("node " + file.node() + " has no credential yet and no unused join token: an"
                    + " administrator must issue one, to be put into the file that the key token-file names");
        }
        Channel.Line line = new Channel.Line(http, file, enrolment, loop, new SplittableRandom());
        this.channels = file.servers().stream()
                .map(server -> new Channel(server, line, this))
                .toList();
        this.metrics = new MetricsSender(http, file, measured(proc), enrolment::credential, this::reachable);
        this.actual = new Roles.Actual(
                Optional.empty(),
                Worker.State.STARTING,
                wishes.current().epoch(),
                "the agent has just started",
                Optional.empty());
    }

    private List<URI> reachable() {
        return channels.stream().filter(Channel::isOpen).map(Channel::server).toList();
    }

    /**
     * Reads what the last run has left; nothing is started or stopped yet.
     *
     * @throws IOException when the state folder cannot be used, or this node has no way to join
     */
    static Agent of(AgentFile file) throws IOException {
        return new Agent(file, ProcFolder.HOST);
    }

    /** Begins with the wish of the last run; the server may say otherwise once it is reached. */
    void start() {
        // Before the first hello: what it says must have been looked at.
        loop.execute(this::stepSafely);
        var unused =
                loop.scheduleWithFixedDelay(this::stepSafely, STEP.toMillis(), STEP.toMillis(), TimeUnit.MILLISECONDS);
        channels.forEach(Channel::start);
        if (file.metrics().scope() != AgentFile.Metrics.Scope.NONE) {
            metrics.startEvery(file.metrics().every());
        }
    }

    private Measured measured(ProcFolder proc) {
        return switch (file.metrics().scope()) {
            case HOST, NONE -> new HostMetrics(proc);
            case WORKERS ->
                new WorkerMetrics(proc, () -> root, machine.cores(), machine.memoryBytes(), System::nanoTime);
        };
    }

    @Override
    public String hello() {
        return Frames.hello(file, machine, AgentMain.version(), actual);
    }

    @Override
    public String actual() {
        return Frames.actual(actual);
    }

    @Override
    public void received(String frame, Channel from) {
        try {
            switch (Frames.read(frame)) {
                case Frames.Said.Want want -> wanted(want.wish(), from);
                case Frames.Said.Rotate rotate -> rotate(from);
            }
        } catch (IllegalArgumentException e) {
            Log.say("ignored a frame of the server: " + e.getMessage());
        } catch (IOException e) {
            // Not taken, so it must be said again.
            from.reopen("a wish cannot be kept and is not acted on: " + e.getMessage());
        }
    }

    private void wanted(Wish wish, Channel from) throws IOException {
        switch (wishes.offer(wish)) {
            case ACCEPTED -> {
                wish.role().or(wish::prepare).filter(role -> !roles.has(role)).ifPresent(role -> {
                    Log.say("refused: " + roles.lacks(role));
                    from.answer(Frames.refused(wish, "unknown-role", roles.lacks(role)));
                });
                stepSafely();
            }
            case OUTDATED -> {
                String sentence = "role " + wish.role().orElse("none") + " with epoch " + wish.epoch()
                        + ", this node has seen epoch " + wishes.current().epoch();
                Log.say("refused: " + sentence);
                from.answer(Frames.refused(wish, "older-epoch", sentence));
                touch();
            }
        }
    }

    private void touch() {
        saidAt = System.nanoTime();
        channels.forEach(Channel::touch);
    }

    private void rotateIfDue() {
        if (enrolment.isDue() && System.nanoTime() - rotateAt >= 0) {
            channels.stream().filter(Channel::isOpen).findFirst().ifPresent(this::rotate);
        }
    }

    private void rotate(Channel over) {
        rotateAt = System.nanoTime() + ROTATE_AGAIN_NANOS;
        var unused = enrolment
                .rotate(over.server())
                .whenComplete((done, failure) -> Log.say(
                        failure == null
                                ? "has a new credential"
                                : "could not renew its credential, tries again later: " + failure.getMessage()));
    }

    private void stepSafely() {
        try {
            step();
        } catch (RuntimeException e) {
            // The loop must outlive whatever this was; the next step looks afresh.
            Log.say("a step failed: " + e);
        }
    }

    private void step() {
        Wish wish = wishes.current();
        boolean stopping = exiting && file.life().onExit() == AgentFile.Life.OnExit.STOP;
        Roles.Actual before = actual;
        if (!exiting || stopping) {
            actual = roles.step(stopping ? new Wish(Optional.empty(), wish.epoch()) : wish);
            root = roles.root();
        }
        if (!actual.saysTheSameAs(before)) {
            Log.say("now: " + actual.role().orElse("no role") + ", " + actual.state() + ", epoch " + actual.epoch()
                    + " (" + actual.proof() + ")");
            touch();
        } else if (System.nanoTime() - saidAt > SAY_AGAIN_NANOS) {
            touch();
        }
        rotateIfDue();
        if (exiting && (!stopping || actual.state() == Worker.State.STOPPED)) {
            exited.complete(null);
        }
    }

    /** Ends in an orderly way: the worker first if the file says so, then the channel. Waits until it has. */
    void exit() {
        loop.execute(() -> {
            exiting = true;
            stepSafely();
        });
        try {
            exited.get(longestStop().plus(EXIT_MARGIN).toMillis(), TimeUnit.MILLISECONDS);
            CountDownLatch goodbyes = new CountDownLatch(channels.size());
            loop.execute(() -> channels.forEach(channel -> channel.close(goodbyes::countDown)));
            if (!goodbyes.await(3, TimeUnit.SECONDS)) {
                Log.say("exits without having said good-bye to every server");
            }
        } catch (TimeoutException | ExecutionException e) {
            Log.say("exits without having ended all: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        metrics.close();
        loop.shutdownNow();
    }

    private static HttpClient httpClient(AgentFile file, ExecutorService calls) throws IOException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .executor(calls);
        if (file.servers().stream().allMatch(server -> "http".equals(server.getScheme()))) {
            builder.sslContext(trustingNobody());
        }
        return builder.build();
    }

    /** The default would read every certificate authority of the JDK into memory, for a server that speaks no TLS. */
    private static SSLContext trustingNobody() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("this JDK has no TLS: " + e.getMessage(), e);
        }
    }

    private Duration longestStop() {
        return file.roles().values().stream()
                .map(role -> role.recipe().stopTimeout())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
