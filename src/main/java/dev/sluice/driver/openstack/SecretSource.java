package dev.sluice.driver.openstack;

import dev.sluice.driver.DriverFailure;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a secret comes from. Its text stands in no log, sentence or {@code toString}. */
sealed interface SecretSource {

    Uni<String> read();

    /** From the configuration. */
    final class Given implements SecretSource {

        private final String text;

        Given(String text) {
            this.text = text;
        }

        @Override
        public Uni<String> read() {
            return Uni.createFrom().item(text);
        }

        @Override
        public String toString() {
            return "a secret";
        }
    }

    /** The first line of a file. */
    record File(Path path) implements SecretSource {

        @Override
        public Uni<String> read() {
            return Uni.createFrom().item(this::firstLine).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
        }

        private String firstLine() {
            try (var lines = Files.lines(path)) {
                return lines.findFirst()
                        .filter(line -> !line.isBlank())
                        .orElseThrow(() -> new DriverFailure.Unavailable("the secret file " + path + " is empty", null))
                        .strip();
            } catch (IOException unreadable) {
                throw new DriverFailure.Unavailable(
                        "the secret file " + path + " cannot be read ("
                                + unreadable.getClass().getSimpleName() + ")",
                        unreadable);
            }
        }
    }
}
