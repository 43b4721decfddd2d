package dev.sluice.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;

/**
 * Where the output goes, and what can be shown there.
 *
 * @param tty a person looks at it, so that lines may be rewritten
 * @param color escape sequences for colour may be used
 * @param unicode block characters may be used
 */
record Terminal(PrintStream out, PrintStream err, boolean tty, boolean color, boolean unicode) {

    private static final int WIDTH = 100;

    /** The process's own; NO_COLOR and TERM=dumb are respected, see no-color.org. */
    static Terminal ofProcess(Map<String, String> environment) {
        // The plain console answers whether there is a terminal without loading a line editor first.
        System.setProperty("jdk.console", "java.base");
        var tty = System.console() != null;
        var charset = charset();
        return new Terminal(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, charset),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, charset),
                tty,
                tty && environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM")),
                charset.equals(StandardCharsets.UTF_8));
    }

    private static Charset charset() {
        var name = System.getProperty("stdout.encoding", System.getProperty("native.encoding", "US-ASCII"));
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    }

    Terminal withoutColor() {
        return new Terminal(out, err, tty, false, unicode);
    }

    Ink ink() {
        return new Ink(color, unicode);
    }

    void line(String text) {
        out.println(text);
    }

    /** Columns of the window, asked from stty; a guess where that does not work. */
    int width() {
        try {
            var stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var answer = new Scanner(stty.getInputStream(), StandardCharsets.US_ASCII)) {
                var width = answer.hasNextInt() && answer.nextInt() > 0 && answer.hasNextInt() ? answer.nextInt() : 0;
                return stty.waitFor(1, TimeUnit.SECONDS) && width > 0 ? width : WIDTH;
            }
        } catch (IOException e) {
            return WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return WIDTH;
        }
    }
}
