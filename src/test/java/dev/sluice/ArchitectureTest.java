package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows of {@code src/docs/architecture.md}, held. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sluice");

    /** From the bottom up; each may import what stands before it, and nothing that stands after it. */
    private static final List<String> LAYERS = List.of(
            "time",
            "audit",
            "leading",
            "fleet",
            "driver",
            "telemetry",
            "agent",
            "inventory",
            "reconciling",
            "pressure",
            "planning",
            "deciding",
            "alerting",
            "moving",
            "suggesting",
            "notifying",
            "api",
            "dashboard");

    @Test
    void importsGoOneWay() {
        for (var lower = 0; lower < LAYERS.size(); lower++) {
            var above = LAYERS.subList(lower + 1, LAYERS.size()).stream()
                    .map(layer -> "dev.sluice." + layer + "..")
                    .toArray(String[]::new);
            if (above.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage("dev.sluice." + LAYERS.get(lower) + "..")
                        .should()
                        .dependOnClassesThat(residesIn(above).and(not(apiEdge())))
                        .check(CLASSES);
            }
        }
    }

    @Test
    void nothingGoesRoundInCircles() {
        slices().matching("dev.sluice.(*)..")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(DescribedPredicate.alwaysTrue(), apiEdge())
                // The views are below everything: they need the JDK only, which a test of its own holds.
                .ignoreDependency(DescribedPredicate.alwaysTrue(), residesIn("dev.sluice.api.view.."))
                .check(CLASSES);
    }

    @Test
    void decisionsArePlainJava() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.sluice.fleet", "dev.sluice.pressure", "dev.sluice.planning", "dev.sluice.deciding")
                .and(not(config()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "io.quarkus..", "io.vertx..", "io.smallrye..", "org.hibernate..")
                .check(CLASSES);
        noClasses()
                .that()
                .haveNameMatching("dev\\.sluice\\.moving\\.Move(State|Event)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "io.quarkus..", "io.vertx..", "io.smallrye..", "org.hibernate..")
                .check(CLASSES);
    }

    @Test
    void driversAreSeenByNobody() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sluice.driver.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.sluice.driver.*..")
                .check(CLASSES);
        slices().matching("dev.sluice.driver.(*)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void theNodeAgentNeedsTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("dev.sluice.agent.node..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "javax.net.ssl..", "dev.sluice.agent.node..", "org.jspecify.annotations..")
                .check(CLASSES);
    }

    @Test
    void programsThatTalkRestDoNotKnowTheServer() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.sluice.cli..", "dev.sluice.lab..")
                .should()
                .dependOnClassesThat(residesIn("dev.sluice..")
                        .and(not(residesIn("dev.sluice.cli..", "dev.sluice.lab..", "dev.sluice.api.view.."))))
                .check(CLASSES);
    }

    @Test
    void viewsNeedTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("dev.sluice.api.view..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.sluice.api.view..", "org.jspecify.annotations..")
                .check(CLASSES);
    }

    @Test
    void entitiesStayInTheirFeature() {
        classes()
                .that()
                .areAnnotatedWith("jakarta.persistence.Entity")
                .should()
                .bePackagePrivate()
                .check(CLASSES);
    }

    @Test
    void onlyTimersDelay() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.sluice.time..",
                        "dev.sluice.server..",
                        "dev.sluice.agent.node..",
                        "dev.sluice.cli..",
                        "dev.sluice.lab..")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Timer")
                .check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatItOwns() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java/dev/sluice"))) {
            var silent = files.filter(Files::isDirectory)
                    .filter(ArchitectureTest::hasClasses)
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .toList();
            assertThat(silent).isEmpty();
        }
    }

    private static boolean hasClasses(Path folder) {
        try (var files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What every feature with an endpoint may use of the API: its problem bodies. */
    private static DescribedPredicate<JavaClass> apiEdge() {
        return DescribedPredicate.describe(
                "the API's problem type", c -> c.getFullName().equals("dev.sluice.api.ApiProblem"));
    }

    private static DescribedPredicate<JavaClass> config() {
        return DescribedPredicate.describe(
                "a configuration mapping or one of its groups",
                c -> c.isAnnotatedWith("io.smallrye.config.ConfigMapping")
                        || c.getEnclosingClass()
                                .filter(outer -> outer.isAnnotatedWith("io.smallrye.config.ConfigMapping"))
                                .isPresent());
    }

    private static DescribedPredicate<JavaClass> residesIn(String... packages) {
        return JavaClass.Predicates.resideInAnyPackage(packages);
    }

    private static DescribedPredicate<JavaClass> not(DescribedPredicate<JavaClass> predicate) {
        return DescribedPredicate.not(predicate);
    }
}
