package dev.sluice.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The lab's own files on the class path. */
final class Resources {

    private Resources() {}

    static String text(String name) {
        try (InputStream in = Resources.class.getResourceAsStream("/lab/" + name)) {
            if (in == null) {
                throw new IllegalStateException("resource lab/" + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("resource lab/" + name + " cannot be read", e);
        }
    }
}
