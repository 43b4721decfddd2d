package dev.sluice.security;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;

/**
 * The nonce that allows one page's own inline script or style; in a template {@code {inject:csp.nonce}}. A page that does
 * not ask for it allows none.
 */
@Named("csp")
@RequestScoped
public class PageNonce {

    private static final String KEY = "sluice.csp-nonce";

    private final CurrentVertxRequest request;

    PageNonce(CurrentVertxRequest request) {
        this.request = request;
    }

    public String getNonce() {
        var rc = request.getCurrent();
        String nonce = rc.get(KEY);
        if (nonce == null) {
            nonce = Secret.make().substring(Secret.PREFIX.length(), Secret.PREFIX.length() + 22);
            rc.put(KEY, nonce);
        }
        return nonce;
    }

    static String policy(RoutingContext rc) {
        String nonce = rc.get(KEY);
        var own = nonce == null ? "'self'" : "'self' 'nonce-" + nonce + "'";
        return "default-src 'none'; script-src " + own + "; style-src " + own
                + "; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'"
                + "; base-uri 'none'; frame-ancestors 'none'";
    }
}
