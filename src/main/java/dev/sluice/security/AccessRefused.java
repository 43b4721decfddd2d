package dev.sluice.security;

import dev.sluice.api.view.ProblemView;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What a caller gets who may not: a problem body for programs, the way to the sign-in page for browsers. */
final class AccessRefused {

    static final String CHALLENGE = "Bearer realm=\"sluice\"";
    static final String UNAUTHORIZED =
            "This needs a credential: send 'Authorization: Bearer slc_…', or sign in with a link from ./sluice sign-in.";

    private static final List<String> FOR_PROGRAMS =
            List.of("/api/", "/agent", "/live", "/metrics", "/q/", "/sign-in-links");

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    Response unauthorized(SecurityException ignored, UriInfo uri) {
        var path = uri.getRequestUri().getRawPath();
        if (!isForPrograms(path)) {
            return Response.seeOther(URI.create(signIn(path))).build();
        }
        return Response.status(401)
                .type(ProblemView.MEDIA_TYPE)
                .header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE)
                .entity(ProblemView.of(401, "unauthorized", UNAUTHORIZED, path))
                .build();
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException ignored, UriInfo uri) {
        return Response.status(403)
                .type(ProblemView.MEDIA_TYPE)
                .entity(ProblemView.of(
                        403,
                        "forbidden",
                        "Your roles do not allow this; ask an admin for a credential with the role that it needs.",
                        uri.getRequestUri().getRawPath()))
                .build();
    }

    static boolean isForPrograms(String path) {
        return FOR_PROGRAMS.stream().anyMatch(path::startsWith);
    }

    /** The sign-in page, which leads back to the local {@code path}. */
    static String signIn(String path) {
        return "/".equals(path) ? "/sign-in" : "/sign-in?next=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
    }
}
