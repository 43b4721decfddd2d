package dev.sluice.security;

import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.quarkus.websockets.next.HandshakeRequest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Set;

/** Whether what opened a socket is still good: a socket outlives the request in which it was checked. */
@Singleton
public class SocketAccess {

    private static final String BEARER = "bearer ";

    private final CredentialStore credentials;

    SocketAccess(CredentialStore credentials) {
        this.credentials = credentials;
    }

    /** False once the token or session has been revoked or has expired. */
    public Uni<Boolean> isGood(HandshakeRequest handshake) {
        var authorization = handshake.header("Authorization");
        if (authorization != null) {
            return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? credentials
                            .verify(authorization.substring(BEARER.length()).strip())
                            .map(found -> found.isPresent())
                    : Uni.createFrom().item(false);
        }
        var header = handshake.header("Cookie");
        var cookies = header == null ? Set.<Cookie>of() : ServerCookieDecoder.LAX.decode(header);
        return cookies.stream()
                .filter(cookie -> Authentication.COOKIE.equals(cookie.name()))
                .findFirst()
                .map(cookie -> credentials.verifySession(cookie.value()).map(found -> found.isPresent()))
                .orElseGet(() -> Uni.createFrom().item(false));
    }
}
