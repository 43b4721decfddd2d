package dev.sluice.agent.node;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Starts the node agent: {@code java -jar sluice-agent.jar --config agent.properties}.
 *
 * <p>Exit codes: 0 after a signal, 2 when the command line or the file is wrong, 1 when it cannot start for another
 * reason. What went wrong is one sentence per problem on standard error.
 */
public final class AgentMain {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final String USAGE = """
            usage: java -jar sluice-agent.jar --config FILE [--check]

              --config FILE   what this node is and which roles it has, see src/docs/agent.md
              --check         only say whether the file is right
              --version       print the version
            """;

    private AgentMain() {}

    public static void main(String[] arguments) {
        try {
            run(arguments);
        } catch (BadAgentFile e) {
            end(MISUSED, e.getMessage());
        } catch (IOException e) {
            end(FAILED, e.getMessage());
        }
    }

    private static void run(String[] arguments) throws IOException {
        Optional<Path> config = Optional.empty();
        boolean check = false;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--config" -> {
                    if (i + 1 == arguments.length) {
                        end(MISUSED, "--config needs a file" + System.lineSeparator() + USAGE);
                    }
                    i++;
                    config = Optional.of(Path.of(arguments[i]));
                }
                case "--check" -> check = true;
                case "--version" -> {
                    System.out.println(version());
                    return;
                }
                case "--help", "-h" -> {
                    System.out.print(USAGE);
                    return;
                }
                default -> end(MISUSED, "unknown option " + arguments[i] + System.lineSeparator() + USAGE);
            }
        }
        if (config.isEmpty()) {
            end(MISUSED, "--config is missing" + System.lineSeparator() + USAGE);
            return;
        }
        AgentFile file = AgentFile.read(config.get());
        if (check) {
            System.out.println(config.get() + " is right: node " + file.node() + ", roles "
                    + file.roles().keySet());
            return;
        }
        serve(file);
    }

    private static void serve(AgentFile file) throws IOException {
        DurableFile.createFolder(file.state());
        DurableFile.createFolder(file.state().resolve("work"));
        try (FileChannel lockFile = FileChannel.open(
                        file.state().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(lockFile, file.state())) {
            Log.say("agent " + version() + " of node " + file.node() + ", roles "
                    + file.roles().keySet() + ", server " + file.servers());
            warnOfPlainText(file);
            Agent agent = Agent.of(file);
            // First: a signal must not find a worker without somebody who stops it.
            Runtime.getRuntime().addShutdownHook(new Thread(agent::exit, "exit"));
            agent.start();
            // The hook ends the process; the lock is held until then.
            new CountDownLatch(lock.isValid() ? 1 : 0).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static FileLock lock(FileChannel file, Path state) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException("state folder " + state + " is in use by another agent; each needs its own");
        }
        return lock;
    }

    private static void warnOfPlainText(AgentFile file) {
        for (URI server : file.servers()) {
            String host = server.getHost();
            boolean near = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
            if (server.getScheme().equals("http") && !near) {
                Log.say("warning: " + server + " is not https, so the credential crosses the network readable");
            }
        }
    }

    /** The version of the jar, or {@code dev} when it runs from classes. */
    static String version() {
        String version = AgentMain.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    private static void end(int code, @Nullable String message) {
        System.err.println("sluice-agent: " + message);
        System.exit(code);
    }
}
