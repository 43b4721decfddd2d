package dev.sluice.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The system's own Chromium, headless; nothing is downloaded. */
public record Chromium(Playwright playwright, Browser browser) implements AutoCloseable {

    private static final List<Path> PLACES = Stream.of(
                    "/usr/bin/chromium",
                    "/usr/bin/chromium-browser",
                    "/usr/bin/google-chrome",
                    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
            .map(Path::of)
            .toList();

    /** Skips the test where there is no Chromium, but fails it in CI. */
    public static Chromium launch() {
        var found = PLACES.stream().filter(Files::isExecutable).findFirst();
        if (System.getenv("CI") == null) {
            Assumptions.assumeTrue(
                    found.isPresent(), "no Chromium here; install it, for example apt-get install chromium");
        }
        var playwright = Playwright.create();
        var options = new BrowserType.LaunchOptions()
                .setExecutablePath(found.orElseThrow(() -> new AssertionError("CI has no Chromium")))
                .setArgs(List.of(
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--no-first-run"));
        return new Chromium(playwright, playwright.chromium().launch(options));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
