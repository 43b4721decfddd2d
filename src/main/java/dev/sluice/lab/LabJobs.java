package dev.sluice.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The lab's own loads, compiled on first use by this JDK against the fetched jars, because the build itself never sees
 * Spark or Hadoop. Kept in the cache under the hash of everything that went in.
 */
final class LabJobs {

    private LabJobs() {}

    /** The jar with {@code dev.sluice.lab.jobs.<name>}. */
    static Path jar(LabStore.Layout layout, String name, Path framework) {
        String source = Resources.text("jobs/" + name + ".java");
        String key = Hashes.of(
                source + LabLock.ofThisRelease().text() + Runtime.version().feature());
        Path jar = layout.cache().resolve("jobs").resolve(name + "-" + key.substring(0, 16) + ".jar");
        if (!Files.exists(jar)) {
            try {
                Files.createDirectories(layout.cache().resolve("jobs"));
                Path work = Files.createTempDirectory(layout.cache().resolve("jobs"), "build");
                try {
                    compile(source, name, framework, work);
                    pack(work.resolve("classes"), work.resolve("job.jar"));
                    Files.move(work.resolve("job.jar"), jar, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    LabStore.clear(work);
                }
            } catch (IOException e) {
                throw new LabException(
                        "The lab's load " + name + " cannot be built in " + layout.cache() + ": " + e.getMessage()
                                + ".",
                        e);
            }
        }
        return jar;
    }

    private static void compile(String source, String name, Path framework, Path work) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new LabException("The demo needs a JDK, and " + System.getProperty("java.home")
                    + " is a Java without compiler; set JAVA_HOME to a JDK 21 or newer.");
        }
        Path file = Files.writeString(work.resolve(name + ".java"), source);
        Path classes = Files.createDirectories(work.resolve("classes"));
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> jars = Files.list(framework.resolve("jars"))) {
            String classPath =
                    String.join(":", jars.map(Path::toString).sorted().toList());
            boolean ok = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of("-proc:none", "-nowarn", "-cp", classPath, "-d", classes.toString()),
                            null,
                            files.getJavaFileObjects(file))
                    .call();
            if (!ok) {
                throw new IllegalStateException(name + " does not compile:\n" + said);
            }
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
    }
}
