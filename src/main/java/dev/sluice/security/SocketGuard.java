package dev.sluice.security;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import jakarta.inject.Singleton;

/**
 * Guards every socket at its upgrade: with the cookie only from our own pages (browsers send it from any page), and the
 * agents' channel with a bearer token only. Roles are checked by the endpoints themselves.
 */
@Singleton
class SocketGuard implements HttpUpgradeCheck {

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        var request = context.httpRequest();
        if (request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
            return CheckResult.permitUpgrade();
        }
        if (request.path().startsWith("/agent")) {
            return CheckResult.rejectUpgrade(401);
        }
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && SameOrigin.isOwn(origin, request.getHeader(HttpHeaders.HOST))
                ? CheckResult.permitUpgrade()
                : CheckResult.rejectUpgrade(403);
    }
}
