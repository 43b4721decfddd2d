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
 * The agent of one node of the demo.
 *
 * @param number of the node, from 1
 * @param owner the framework that holds it first
 * @param cores that it offers
 * @param memoryGib that it offers
 * @param roles one for each framework that it can serve
 */
record DemoAgent(int number, String owner, int cores, int memoryGib, List<Role> roles) {

    DemoAgent {
        roles = List.copyOf(roles);
    }

    /**
     * How a node serves one framework.
     *
     * @param member the framework's name for it
     * @param stopSeconds that its worker may take to end
     */
    record Role(String framework, String member, LabCommand worker, int stopSeconds) {}

    String node() {
        return "node-" + number;
    }

    /**
     * Writes its file and its join token below {@code dir}.
     *
     * @param agent what runs {@code sluice agent}, without options
     */
    LabCommand command(Path dir, List<String> agent, String serverUrl, String joinToken) {
        Path home = dir.resolve(node());
        Map<String, String> keys = new TreeMap<>();
        keys.put("node", node());
        keys.put("server", serverUrl);
        keys.put("state", home.resolve("state").toString());
        keys.put("token-file", home.resolve("token").toString());
        keys.put("rack", number % 2 == 1 ? "a" : "b");
        keys.put("capacity.cores", "" + cores);
        keys.put("capacity.memory", memoryGib + "g");
        // Several agents share this machine, so each tells of its own workers as if they were all of it.
        keys.put("metrics.scope", "workers");
        keys.put("on-exit", "stop");
        // As on a fleet that is at work already: the server takes it over as it stands.
        keys.put("first-role", owner);
        roles.forEach(role -> describe(keys, role, dir));
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
        DemoServer.write(file, "The agent of " + node() + ".", keys);
        List<String> argv = new ArrayList<>(agent);
        argv.addAll(List.of("--config", file.toString()));
        return new LabCommand("agent-" + number, argv, Map.of("SLUICE_NO_BUILD", "1"));
    }

    private static void describe(Map<String, String> keys, Role role, Path directory) {
        String prefix = "role." + role.framework() + ".";
        LabCommand worker = role.worker();
        keys.put(prefix + "member", role.member());
        keys.put(prefix + "type", "process");
        keys.put(prefix + "start", worker.line());
        keys.put(prefix + "directory", directory.toString());
        keys.put(prefix + "stop-timeout", role.stopSeconds() + "s");
        worker.ready().ifPresent(address -> keys.put(prefix + "ready", address));
        worker.environment().forEach((name, value) -> keys.put(prefix + "env." + name, value));
    }
}
