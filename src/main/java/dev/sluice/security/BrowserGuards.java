package dev.sluice.security;

import dev.sluice.api.view.ProblemView;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Set;

/**
 * What keeps other sites' pages away from a signed-in browser: writes with the cookie must come from our own pages, and
 * every answer carries headers that forbid framing, sniffing and foreign content.
 */
@Singleton
class BrowserGuards {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** Before authentication, which Quarkus runs at 200. */
    private static final int EARLY = 300;

    void register(@Observes Filters filters) {
        filters.register(BrowserGuards::headers, EARLY + 1);
        filters.register(BrowserGuards::ownPagesOnly, EARLY);
    }

    private static void headers(RoutingContext rc) {
        rc.addHeadersEndHandler(ignored -> {
            var headers = rc.response().headers();
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("X-Frame-Options", "DENY");
            // Not no-referrer: browsers then send 'Origin: null' with our own forms.
            headers.set("Referrer-Policy", "same-origin");
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            var type = headers.get(HttpHeaders.CONTENT_TYPE);
            if (type != null && type.toLowerCase(Locale.ROOT).startsWith("text/html")) {
                // Dev mode's own pages under /q need inline scripts; they do not exist in a packaged server.
                if (!rc.normalizedPath().startsWith("/q/")) {
                    headers.set("Content-Security-Policy", PageNonce.policy(rc));
                }
                headers.set("Cache-Control", "no-store");
            } else {
                headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            }
        });
        rc.next();
    }

    private static void ownPagesOnly(RoutingContext rc) {
        var request = rc.request();
        var browser = request.getHeader(HttpHeaders.AUTHORIZATION) == null
                && request.getCookie(Authentication.COOKIE) != null;
        // Signing in is guarded too, or another site could sign a browser in as somebody else.
        var guarded = !SAFE.contains(request.method()) && (browser || "/sign-in".equals(rc.normalizedPath()));
        if (!guarded || SameOrigin.holds(request)) {
            rc.next();
            return;
        }
        var problem = ProblemView.of(
                403,
                "cross-site",
                "A signed-in browser may only write from Sluice's own pages; programs send 'Authorization: Bearer slc_…'.",
                rc.normalizedPath());
        rc.response()
                .setStatusCode(403)
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemView.MEDIA_TYPE)
                .end(Authentication.json(problem).toBuffer());
    }
}
