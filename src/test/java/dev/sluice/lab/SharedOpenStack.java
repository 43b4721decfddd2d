package dev.sluice.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands one cloud to every test class that asks for it; it starts with the first of them and ends with the last. Where none can
 * be had the tests are skipped, visibly; on CI they fail.
 */
public final class SharedOpenStack implements ParameterResolver {

    /** How many hosts it has. */
    public static final int HOSTS = 5;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(LabOpenStack.class);
    }

    @Override
    public LabOpenStack resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedOpenStack.class))
                .computeIfAbsent(Started.class, key -> new Started(), Started.class)
                .cloud();
    }

    /** The store closes it after the last test. */
    private static final class Started implements AutoCloseable {

        private final Path dir = folder();
        private final LabOpenStack cloud = start();

        LabOpenStack cloud() {
            return cloud;
        }

        private LabOpenStack start() {
            try {
                return LabOpenStack.start(dir, LabOpenStack.Size.DEFAULT, HOSTS);
            } catch (LabException unavailable) {
                if (System.getenv("CI") != null) {
                    throw unavailable;
                }
                Assumptions.abort("no real OpenStack here: " + unavailable.getMessage());
                throw unavailable;
            }
        }

        private static Path folder() {
            try {
                return Files.createTempDirectory("sluice-openstack");
            } catch (IOException e) {
                throw new LabException("The lab's folder cannot be made: " + e.getMessage() + ".", e);
            }
        }

        @Override
        public void close() throws IOException {
            cloud.close();
            LabSweep.sweep(dir);
            LabStore.clear(dir);
        }
    }
}
