package dev.sluice.dashboard;

import dev.sluice.api.TokenDesk;
import dev.sluice.security.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Objects;
import java.util.Set;

/** Who asks for a page, and how they like it: by their cookies, of which only the known words reach the page. */
@RequestScoped
class Visitor {

    static final String THEME = "sluice_theme";
    static final String DENSITY = "sluice_density";
    static final Set<String> THEMES = Set.of("system", "light", "dark");
    static final Set<String> DENSITIES = Set.of("comfortable", "compact");

    private final SecurityIdentity identity;
    private final CurrentVertxRequest current;

    Visitor(SecurityIdentity identity, CurrentVertxRequest current) {
        this.identity = identity;
        this.current = current;
    }

    String name() {
        return identity.getPrincipal().getName();
    }

    TokenDesk.Caller caller() {
        return TokenDesk.Caller.of(identity);
    }

    boolean mayAct() {
        return identity.hasRole(Roles.OPERATOR);
    }

    PageFrame.Reader reader() {
        return new PageFrame.Reader(name(), mayAct(), identity.hasRole(Roles.ADMIN));
    }

    String theme() {
        return cookie(THEME, THEMES, "system");
    }

    String density() {
        return cookie(DENSITY, DENSITIES, "comfortable");
    }

    boolean kiosk() {
        return request().getParam("kiosk") != null;
    }

    /** The page of ours that the form stood on, to lead back to after the act; else {@code otherwise}. */
    URI back(String otherwise) {
        var referrer = request().getHeader("Referer");
        if (referrer != null) {
            try {
                var uri = URI.create(referrer);
                var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
                if (Objects.equals(uri.getRawAuthority(), request().getHeader("Host")) && uri.getRawPath() != null) {
                    return URI.create(uri.getRawPath() + query);
                }
            } catch (IllegalArgumentException e) {
                return URI.create(otherwise);
            }
        }
        return URI.create(otherwise);
    }

    /** The answer to an act: nothing for the page's script, which asks for JSON; else back to the form's page. */
    Response done(HttpHeaders headers, String otherwise) {
        return headers.getAcceptableMediaTypes().contains(MediaType.APPLICATION_JSON_TYPE)
                ? Response.noContent().build()
                : Response.seeOther(back(otherwise)).build();
    }

    private String cookie(String name, Set<String> known, String otherwise) {
        var cookie = request().getCookie(name);
        return cookie != null && known.contains(cookie.getValue()) ? cookie.getValue() : otherwise;
    }

    private HttpServerRequest request() {
        return current.getCurrent().request();
    }
}
