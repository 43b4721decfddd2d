package dev.sluice.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Addresses and free ports on this machine's loopback. */
final class LabPorts {

    static final String LOOPBACK = "127.0.0.1";

    private LabPorts() {}

    /** The address of node {@code n}, for every framework. Not 127.0.1.x: Debian names the machine there. */
    static String node(int n) {
        return "127.0.2." + n;
    }

    /** So many different ports that are free on {@code host} now. */
    static List<Integer> free(String host, int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket();
                held.add(socket);
                socket.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new LabException(
                    "The lab gives each node an address of its own and " + host + " cannot be used on this machine ("
                            + e.getMessage() + "); on macOS add it first: sudo ifconfig lo0 alias " + host + ".",
                    e);
        } finally {
            held.forEach(LabPorts::close);
        }
    }

    static boolean isFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new LabException("A port could not be given back: " + e.getMessage() + ".", e);
        }
    }
}
