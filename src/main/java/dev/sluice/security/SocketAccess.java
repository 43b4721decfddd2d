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

    /** What a socket was opened with; equal for all sockets of one token or one session. */
    public record Opener(boolean session, String secret) {

        /** Without the secret. */
        @Override
        public String toString() {
            return session ? "a session" : "a token";
        }
    }

    /** The token of a handshake, or else its session; one that is good for nothing where there is neither. */
    public static Opener opener(HandshakeRequest handshake) {
        var authorization = handshake.header("Authorization");
        if (authorization != null) {
            var bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
            return new Opener(
                    false, bearer ? authorization.substring(BEARER.length()).strip() : "");
        }
        var header = handshake.header("Cookie");
        var cookies = header == null ? Set.<Cookie>of() : ServerCookieDecoder.LAX.decode(header);
        return cookies.stream()
                .filter(cookie -> Authentication.COOKIE.equals(cookie.name()))
                .findFirst()
                .map(cookie -> new Opener(true, cookie.value()))
                .orElse(new Opener(true, ""));
    }

    /** False once the token or session has been revoked or has expired. */
    public Uni<Boolean> isGood(Opener opener) {
        var found = opener.session() ? credentials.verifySession(opener.secret()) : credentials.verify(opener.secret());
        return found.map(credential -> credential.isPresent());
    }
}
