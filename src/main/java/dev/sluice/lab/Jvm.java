package dev.sluice.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small JVMs of the JDK that runs this one. */
final class Jvm {

    /** Many JVMs share few cores here: one compiler thread, the cheap compiler, the serial collector. */
    private static final List<String> SMALL = List.of(
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=1",
            "-XX:CICompilerCount=1",
            "-Xss512k",
            "-XX:ReservedCodeCacheSize=48m",
            "-Djava.net.preferIPv4Stack=true");

    private Jvm() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Java's arguments up to and with the main class, for a process of the lab in {@code dir}. */
    static List<String> command(Path dir, int heapMb, List<String> options, String classPath, String mainClass) {
        List<String> argv = new ArrayList<>();
        argv.add(java());
        argv.addAll(SMALL);
        argv.add("-Xmx" + heapMb + "m");
        if (Runtime.version().feature() >= 24) {
            // Netty loads its native transport; silences the warning about it.
            argv.add("--enable-native-access=ALL-UNNAMED");
        }
        argv.add("-Djava.io.tmpdir=" + dir.resolve("tmp"));
        argv.addAll(options);
        argv.addAll(List.of("-cp", classPath, mainClass));
        return argv;
    }
}
