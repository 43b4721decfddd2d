package dev.sluice.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * A real PostgreSQL in a folder, for as long as this object is open.
 *
 * <p>Phases of {@link #start}, and what a failure or a kill in each leaves behind:
 *
 * <ol>
 *   <li>Unpack the programs: beside, then renamed. Left over: a folder {@code unpacking-*}.
 *   <li>Make the cluster: in {@code data.new}, then renamed. Left over: {@code data.new}, deleted by the next start.
 *   <li>Adopt a server that outlived its Sluice (killed with -9), found by PostgreSQL's own pid file; or start one.
 * </ol>
 *
 * <p>Reachable on 127.0.0.1 only, on a free port, by password (SCRAM), never by socket; fsync and data checksums are
 * on. If the server dies while this is open it is started again on the same port. The caller holds the
 * {@link DataFolder} and so keeps others out.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class);
    private static final int MAX_RESTARTS = 5;

    private final Cluster cluster;
    private final int port;
    private final String password;
    private boolean closed;
    private int restarts;

    private EmbeddedPostgres(Cluster cluster, int port, String password) {
        this.cluster = cluster;
        this.port = port;
        this.password = password;
    }

    /** Starts or adopts the server kept in {@code folder}. Throws {@link StartFailure}. */
    public static EmbeddedPostgres start(Path folder) {
        try {
            Cluster cluster = Cluster.openOrCreate(folder.toAbsolutePath());
            Cluster.Live live = adoptOrStart(cluster);
            EmbeddedPostgres postgres = new EmbeddedPostgres(cluster, live.port(), cluster.password());
            postgres.restartWhenItDies(live.pid());
            return postgres;
        } catch (IOException e) {
            throw new StartFailure("The data folder " + folder + " cannot be used: " + DataFolder.reason(e), e);
        }
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return port;
    }

    public String user() {
        return Cluster.USER;
    }

    public String password() {
        return password;
    }

    /** The database that every cluster has. */
    public String database() {
        return Cluster.DATABASE;
    }

    /** Quarkus' keys for a connection to {@code database}. */
    public Map<String, String> datasource(String database) {
        return datasource("postgresql://127.0.0.1:" + port + "/" + database, user(), password);
    }

    /** Quarkus' keys for a connection to {@code url}, which starts with {@code postgresql://}. */
    static Map<String, String> datasource(String url, String user, String password) {
        return Map.of(
                "quarkus.datasource.reactive.url", url,
                "quarkus.datasource.jdbc.url", "jdbc:" + url,
                "quarkus.datasource.username", user,
                "quarkus.datasource.password", password);
    }

    /** Stops the server; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            cluster.stop();
        } catch (IOException e) {
            LOG.warnf("The embedded PostgreSQL did not stop: %s", e.getMessage());
        }
    }

    private static Cluster.Live adoptOrStart(Cluster cluster) throws IOException {
        Optional<Cluster.Live> found = cluster.live();
        if (found.filter(Cluster.Live::ready).isPresent()) {
            return found.get();
        }
        if (found.isPresent()) {
            // On its way up or down; nobody waits for it, so begin again from a known state.
            cluster.stop();
        }
        return startOn(cluster, freePort());
    }

    private static Cluster.Live startOn(Cluster cluster, int port) throws IOException {
        cluster.start(port);
        return cluster.live()
                .orElseThrow(() -> new StartFailure(
                        "The embedded PostgreSQL started and ended at once; see its log" + " in the data folder."));
    }

    private void restartWhenItDies(long pid) {
        ProcessHandle.of(pid)
                .ifPresentOrElse(
                        handle -> handle.onExit()
                                .thenAcceptAsync(ended -> restart())
                                .exceptionally(failure -> {
                                    LOG.errorf(
                                            "The embedded PostgreSQL died and cannot be started again: %s",
                                            failure.getMessage());
                                    return null;
                                }),
                        this::restart);
    }

    private synchronized void restart() {
        if (closed) {
            return;
        }
        if (++restarts > MAX_RESTARTS) {
            LOG.errorf("The embedded PostgreSQL died %d times; not starting it again.", restarts);
            return;
        }
        LOG.warn("The embedded PostgreSQL died; starting it again.");
        try {
            restartWhenItDies(startOn(cluster, port).pid());
        } catch (IOException e) {
            throw new StartFailure("The embedded PostgreSQL cannot be started again: " + DataFolder.reason(e), e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
