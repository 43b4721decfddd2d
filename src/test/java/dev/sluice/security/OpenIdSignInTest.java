package dev.sluice.security;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.sluice.dashboard.Chromium;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URL;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In a real browser, by a real provider. */
@SuppressWarnings("NullAway.Init") // injected by the test framework
@Tag("browser")
@QuarkusTest
@TestProfile(OpenIdSignInTest.Configured.class)
@WithTestResource(PostgresResource.class)
@WithTestResource(OpenIdPeer.class)
class OpenIdSignInTest {

    private static Chromium chromium;

    @TestHTTPResource("/")
    URL url;

    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void launch() {
        chromium = Chromium.launch();
    }

    @AfterAll
    static void close() {
        chromium.close();
    }

    @BeforeEach
    void open() {
        context = chromium.browser().newContext();
        page = context.newPage();
    }

    @AfterEach
    void leave() {
        context.close();
    }

    @Test
    void whoeverBelongsThereComesInAndBackToWhereTheyWere() {
        // When
        signIn("/nodes?q=a+b", "olga");

        // Then
        assertThat(page).hasURL(url + "nodes?q=a+b");
        var caller = page.request().get(url + "api/caller");
        assertThat(caller.text()).contains("\"oidc:olga\"").contains("operator").doesNotContain("admin");
        assertThat(context.cookies()).extracting(cookie -> cookie.name).containsOnlyOnce("sluice_session");
    }

    @Test
    void whoeverDoesNotIsToldWhy() {
        // When
        signIn("/", "gus");

        // Then
        assertThat(page.getByRole(AriaRole.ALERT))
                .hasText("You are gus, but nothing in your groups may use this Sluice; ask its admin.");
        assertThat(page.request().get(url + "api/caller").status()).isEqualTo(401);
    }

    @Test
    void nobodyComesBackWhoDidNotSetOut() {
        given().get("/sign-in/oidc/done?code=stolen&state=slc_other")
                .then()
                .statusCode(403)
                .body(containsString("This browser did not set out from here"));
        given().cookie("sluice_oidc", "a.b.c.d")
                .get("/sign-in/oidc/done?code=stolen&state=slc_other")
                .then()
                .statusCode(403);
    }

    @Test
    void aCodeOfSomebodyElseIsOfNoUse() {
        // Given the way to the door, and what the browser was given for it
        var away = given().redirects()
                .follow(false)
                .get("/sign-in/oidc?next=%2F%2Fevil.example")
                .then()
                .statusCode(303)
                .extract();
        var state = away.header("Location").replaceAll(".*[?&]state=([^&]+).*", "$1");

        // Then
        given().cookie("sluice_oidc", away.cookie("sluice_oidc"))
                .get("/sign-in/oidc/done?code=made-up&state=" + state)
                .then()
                .statusCode(403)
                .cookie("sluice_oidc", "")
                .body(containsString("Example ID does not vouch for this sign-in"));
    }

    private void signIn(String next, String name) {
        page.navigate(url + next.substring(1));
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in with Example ID"))
                .click();
        page.locator("input[name=login]").fill(name);
        page.locator("input[name=password]").fill("anything");
        page.locator("button[type=submit]").click();
        page.locator("button[type=submit]").click();
        page.waitForURL(address -> address.startsWith(url.toString()));
    }

    /** As it is started, apart from the provider. */
    public static final class Configured implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sluice.security.context-file", "target/openid-test/context.json");
        }
    }
}
