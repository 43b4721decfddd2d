package dev.sluice.driver.contract;

import dev.sluice.driver.contract.DriverPeer.Disturbance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A TCP line between a driver and its framework, on a port of its own, that can be disturbed. It tells changes from reads by
 * how a request begins: an HTTP POST, PUT or DELETE, or Hadoop's admin protocol.
 */
public final class FaultyLine implements AutoCloseable {

    private static final String NO = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n"
            + "Connection: close\r\n\r\nno";

    private final InetSocketAddress target;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Disturbance disturbance = Disturbance.NONE;
    private volatile @Nullable ServerSocket server;

    public FaultyLine(String host, int targetPort) {
        this.target = new InetSocketAddress(host, targetPort);
        this.port = listen(0);
    }

    public int port() {
        return port;
    }

    /** From the next request on, also on connections that stand. */
    public void disturb(Disturbance next) {
        disturbance = next;
        if (next == Disturbance.AWAY) {
            close();
        } else if (server == null) {
            listen(port);
        }
    }

    @Override
    public void close() {
        ServerSocket listening = server;
        server = null;
        if (listening != null) {
            closed(listening);
        }
        open.forEach(FaultyLine::closed);
        open.clear();
    }

    private int listen(int wanted) {
        try {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            server = listening;
            Thread.ofVirtual().start(() -> accept(listening));
            return listening.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.add(client);
                if (listening.isClosed()) {
                    // Accepted while the line went away, and too late for it to be closed with the others.
                    closed(client);
                }
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException ended) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket framework = new Socket()) {
            framework.connect(target, 3000);
            open.add(framework);
            boolean[] dropping = {false};
            Thread back = Thread.ofVirtual().start(() -> back(framework, client, dropping));
            forth(client, framework, dropping);
            framework.shutdownOutput();
            back.join();
        } catch (IOException ended) {
            closed(client);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private void forth(Socket client, Socket framework, boolean[] dropping) throws IOException {
        byte[] chunk = new byte[65536];
        boolean stalled = false;
        for (int length = client.getInputStream().read(chunk);
                length >= 0;
                length = client.getInputStream().read(chunk)) {
            boolean change = change(chunk, length);
            switch (disturbance) {
                case NONE, AWAY -> {}
                case REFUSES_CHANGES -> {
                    if (change) {
                        client.getOutputStream().write(NO.getBytes(StandardCharsets.US_ASCII));
                        closed(client);
                        return;
                    }
                }
                case LOSES_REPLIES_TO_CHANGES -> dropping[0] |= change;
                case LOSES_ALL_REPLIES -> dropping[0] = true;
                case STALLS_CHANGES -> stalled |= change;
            }
            if (!stalled) {
                framework.getOutputStream().write(chunk, 0, length);
            }
        }
    }

    private static void back(Socket framework, Socket client, boolean[] dropping) {
        byte[] chunk = new byte[65536];
        try {
            for (int length = framework.getInputStream().read(chunk);
                    length >= 0;
                    length = framework.getInputStream().read(chunk)) {
                if (dropping[0]) {
                    break;
                }
                client.getOutputStream().write(chunk, 0, length);
            }
        } catch (IOException ended) {
            closed(framework);
        }
        closed(client);
    }

    private static boolean change(byte[] chunk, int length) {
        String begin = new String(chunk, 0, Math.min(7, length), StandardCharsets.US_ASCII);
        return begin.startsWith("POST ")
                || begin.startsWith("PUT ")
                || begin.startsWith("DELETE ")
                || begin.startsWith("hrpc");
    }

    private static void closed(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception alreadyGone) {
            // Closing is all that is wanted of it.
            return;
        }
    }
}
