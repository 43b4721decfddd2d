package dev.sluice.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.sluice.api.FixtureStatus;
import dev.sluice.security.Credentials;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Pages in a real browser, over a picture that the test sets; a visit that went wrong fails its test. */
@SuppressWarnings("NullAway.Init") // injected by the test framework
abstract class PageRoom {

    private static Chromium chromium;

    @Inject
    FixtureStatus status;

    @Inject
    PageFakes.FakeSuggestions suggestions;

    @Inject
    PageFakes.FakeOperations operations;

    @Inject
    PageFakes.FakeNodes nodes;

    @Inject
    PageFakes.FakePolicies policies;

    @Inject
    Credentials credentials;

    @TestHTTPResource("/")
    URL url;

    Visit visit;

    @BeforeAll
    static void launch() {
        chromium = Chromium.launch();
    }

    @AfterAll
    static void close() {
        chromium.close();
    }

    @BeforeEach
    void startOver() {
        status.show("status");
        suggestions.acts.clear();
        operations.acts.clear();
        nodes.acts.clear();
        policies.acts.clear();
    }

    @AfterEach
    void leave() {
        if (visit != null) {
            visit.wentWell();
            visit.close();
        }
    }

    Visit visit(Browser.NewContextOptions options) {
        return visitAs("admin", options);
    }

    Visit visitAs(String role, Browser.NewContextOptions options) {
        return Visit.of(chromium, credentials, url.toString(), role, options);
    }

    static Browser.NewContextOptions desktop() {
        return new Browser.NewContextOptions().setViewportSize(1280, 900);
    }

    static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }
}
