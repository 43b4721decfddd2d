package dev.sluice.security;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a browser's request comes from one of our own pages.
 *
 * <p>By Sec-Fetch-Site where the browser sends it (to https and loopback), else by Origin against the Host asked for. The
 * scheme is left out, since a proxy in front may speak https where we see http.
 */
final class SameOrigin {

    private SameOrigin() {}

    static boolean holds(HttpServerRequest request) {
        var site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !"same-origin".equals(site)) {
            return false;
        }
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null ? site != null : isOwn(origin, request.getHeader(HttpHeaders.HOST));
    }

    static boolean isOwn(String origin, @Nullable String host) {
        try {
            var authority = new URI(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
