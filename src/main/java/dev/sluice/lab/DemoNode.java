package dev.sluice.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One node of the demo: an agent that can serve Spark or YARN on 127.0.2.n.
 *
 * @param number from 1
 * @param owner the framework that holds it first
 */
record DemoNode(int number, String owner) {

    String id() {
        return "node-" + number;
    }

    /** Half of the nodes, rounded up, to Spark; the others to YARN. */
    static List<DemoNode> fleet(int nodes) {
        List<DemoNode> fleet = new ArrayList<>();
        for (int n = 1; n <= nodes; n++) {
            fleet.add(new DemoNode(n, n <= (nodes + 1) / 2 ? "spark" : "yarn"));
        }
        return fleet;
    }

    /**
     * Writes the agent's file and join token.
     *
     * @param agent what runs {@code sluice agent}, without options
     */
    LabCommand agent(Lab lab, List<String> agent, String serverUrl, String joinToken) {
        Path home = lab.dir().resolve(id());
        Map<String, String> keys = new TreeMap<>();
        keys.put("node", id());
        keys.put("server", serverUrl);
        keys.put("state", home.resolve("state").toString());
        keys.put("token-file", home.resolve("token").toString());
        keys.put("rack", number % 2 == 1 ? "a" : "b");
        keys.put("capacity.cores", "2");
        keys.put("capacity.memory", "2g");
        // Several agents share this machine, so each tells of its own workers as if they were all of it.
        keys.put("metrics.scope", "workers");
        keys.put("on-exit", "stop");
        // As on a fleet that is at work already: the server takes it over as it stands.
        keys.put("first-role", owner);
        role(keys, "spark", lab.spark().worker(number), lab.dir());
        role(keys, "yarn", lab.yarn().nodeManager(number), lab.dir());
        try {
            Files.createDirectories(home);
            Path token = home.resolve("token");
            Files.deleteIfExists(token);
            if (token.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        token, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(token, joinToken + "\n");
        } catch (IOException e) {
            throw new LabException("The demo cannot write to " + home + ": " + e.getMessage() + ".", e);
        }
        Path file = home.resolve("agent.properties");
        DemoServer.write(file, "The agent of " + id() + ".", keys);
        List<String> argv = new ArrayList<>(agent);
        argv.addAll(List.of("--config", file.toString()));
        return new LabCommand("agent-" + number, argv, Map.of("SLUICE_NO_BUILD", "1"));
    }

    private void role(Map<String, String> keys, String framework, LabCommand worker, Path directory) {
        String prefix = "role." + framework + ".";
        keys.put(prefix + "member", LabPorts.node(number));
        keys.put(prefix + "type", "process");
        keys.put(prefix + "start", worker.line());
        keys.put(prefix + "directory", directory.toString());
        keys.put(prefix + "stop-timeout", "10s");
        worker.ready().ifPresent(address -> keys.put(prefix + "ready", address));
        worker.environment().forEach((name, value) -> keys.put(prefix + "env." + name, value));
    }
}
