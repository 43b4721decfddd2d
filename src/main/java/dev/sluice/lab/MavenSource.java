package dev.sluice.lab;

import dev.sluice.lab.LabLock.Artifact;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Brings jars with the {@code mvn} of this machine, so mirrors, proxies and credentials are those of the user's own
 * settings. Each artifact is named in full and nothing is resolved: what the lock says is what is asked for.
 */
final class MavenSource implements LabStore.Source {

    private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy";
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Pattern LOCAL_REPOSITORY =
            Pattern.compile("<localRepository>\\s*([^<]+?)\\s*</localRepository>");
    private static final Pattern REPO_ARGUMENT = Pattern.compile("-Dmaven\\.repo\\.local=(\\S+)");

    private final Map<String, String> environment;

    MavenSource(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public List<Path> repositories() {
        return List.of(repository());
    }

    @Override
    public void fetch(List<Artifact> wanted, Path into, boolean afresh, Progress progress) {
        Path pom = into.resolve("pom.xml");
        Path log = into.resolve("maven.log");
        Path repository = afresh ? into.resolve("repository") : repository();
        try {
            Files.writeString(pom, pom(wanted, into));
            Process maven = new ProcessBuilder(command(pom, afresh ? Optional.of(repository) : Optional.empty()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                await(maven, wanted, repository, progress);
            } finally {
                maven.descendants().forEach(ProcessHandle::destroy);
                maven.destroy();
            }
            if (maven.exitValue() != 0) {
                throw failure(Files.readString(log), into, wanted);
            }
        } catch (IOException e) {
            throw new LabException("Maven could not be started to fetch Spark and Hadoop: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("Fetching was interrupted; start again, what was fetched is kept.", e);
        }
    }

    private static void await(Process maven, List<Artifact> wanted, Path repository, Progress progress)
            throws InterruptedException {
        long total = wanted.stream().mapToLong(Artifact::size).sum();
        Instant giveUp = Instant.now().plus(PATIENCE);
        boolean ended = false;
        while (!ended) {
            ended = maven.waitFor(300, TimeUnit.MILLISECONDS);
            long done = 0;
            int files = 0;
            for (Artifact artifact : wanted) {
                long bytes = Math.min(arrived(repository, artifact), artifact.size());
                done += bytes;
                files += bytes == artifact.size() ? 1 : 0;
            }
            progress.at("fetching Spark and Hadoop through Maven, file " + files + " of " + wanted.size(), done, total);
            if (Instant.now().isAfter(giveUp)) {
                throw new LabException("Fetching Spark and Hadoop took more than " + PATIENCE.toMinutes()
                        + " minutes and was given up; start again, what was fetched is kept.");
            }
        }
    }

    /** Bytes of a file that is there or, under a temporary name beside it, on its way. */
    private static long arrived(Path repository, Artifact artifact) {
        Path file = repository.resolve(artifact.path());
        Path folder = repository.resolve(artifact.folder());
        try {
            if (Files.exists(file)) {
                return Files.size(file);
            }
            long most = 0;
            if (Files.isDirectory(folder)) {
                try (Stream<Path> beside = Files.list(folder)) {
                    for (Path other : beside.toList()) {
                        if (other.getFileName().toString().contains(artifact.file())) {
                            most = Math.max(most, Files.size(other));
                        }
                    }
                }
            }
            return most;
        } catch (IOException goneMeanwhile) {
            return 0;
        }
    }

    private List<String> command(Path pom, Optional<Path> otherRepository) {
        List<String> command = new ArrayList<>(List.of(mvn(), "-q", "-B"));
        arguments().forEach(command::add);
        otherRepository.ifPresent(path -> command.add("-Dmaven.repo.local=" + path));
        command.addAll(List.of("-f", pom.toString(), PLUGIN));
        return command;
    }

    private List<String> arguments() {
        return Pattern.compile("\\s+")
                .splitAsStream(environment.getOrDefault("SLUICE_MAVEN_ARGS", ""))
                .filter(word -> !word.isBlank())
                .toList();
    }

    private String mvn() {
        List<String> places = new ArrayList<>();
        for (String home : List.of("MAVEN_HOME", "M2_HOME")) {
            if (environment.containsKey(home)) {
                places.add(environment.get(home) + File.separator + "bin");
            }
        }
        Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(environment.getOrDefault("PATH", ""))
                .forEach(places::add);
        return places.stream()
                .filter(place -> !place.isBlank())
                .map(place -> Path.of(place, "mvn"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new LabException("Spark and Hadoop are fetched through Maven, and there is no mvn on"
                        + " the PATH; install Maven 3.8.6 or newer and start again."));
    }

    private Path repository() {
        Matcher argument = REPO_ARGUMENT.matcher(environment.getOrDefault("SLUICE_MAVEN_ARGS", ""));
        if (argument.find()) {
            return Path.of(argument.group(1));
        }
        Path home = Path.of(System.getProperty("user.home"), ".m2");
        try {
            Matcher settings = LOCAL_REPOSITORY.matcher(Files.readString(home.resolve("settings.xml")));
            if (settings.find()) {
                return Path.of(settings.group(1).replace("${user.home}", System.getProperty("user.home")));
            }
        } catch (IOException noSettings) {
            return home.resolve("repository");
        }
        return home.resolve("repository");
    }

    static String pom(List<Artifact> wanted, Path into) {
        StringBuilder xml = new StringBuilder("""
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>dev.sluice.lab</groupId><artifactId>fetch</artifactId><version>1</version>
                  <packaging>pom</packaging>
                  <build><plugins><plugin>
                    <groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId>
                    <configuration>
                """);
        xml.append("      <outputDirectory>").append(escape(into.toString())).append("</outputDirectory>\n");
        xml.append("      <artifactItems>\n");
        for (Artifact artifact : wanted) {
            xml.append("        <artifactItem>");
            element(xml, "groupId", artifact.groupId());
            element(xml, "artifactId", artifact.artifactId());
            element(xml, "version", artifact.version());
            if (!artifact.classifier().isEmpty()) {
                element(xml, "classifier", artifact.classifier());
            }
            xml.append("</artifactItem>\n");
        }
        return xml.append("      </artifactItems>\n    </configuration>\n  </plugin></plugins></build>\n</project>\n")
                .toString();
    }

    private static void element(StringBuilder xml, String name, String value) {
        xml.append('<')
                .append(name)
                .append('>')
                .append(escape(value))
                .append("</")
                .append(name)
                .append('>');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static LabException failure(String log, Path cache, List<Artifact> wanted) {
        if (log.toLowerCase(Locale.ROOT).contains("no space left")) {
            return LabStore.full(
                    cache, wanted.stream().mapToLong(Artifact::size).sum());
        }
        String why = log.lines()
                .filter(line -> line.contains("[ERROR]"))
                .map(line -> line.replaceFirst("^.*?\\[ERROR]\\s*", ""))
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("it gave no reason");
        return new LabException(
                "Maven could not fetch the jars of Spark and Hadoop (" + shortened(why)
                        + "); check the network or the mirror in your Maven settings and start again, what was fetched is kept.");
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
