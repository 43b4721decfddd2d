package dev.sluice.security;

import dev.sluice.api.view.ProblemView;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
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

    private static final List<String> FOR_PROGRAMS = List.of("/api/", "/v1/", "/agent", "/live", "/metrics", "/q/");

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    Response unauthorized(SecurityException ignored, UriInfo uri, HttpServerRequest request) {
        var path = uri.getRequestUri().getRawPath();
        if (!isForPrograms(request)) {
            return Response.seeOther(URI.create(signIn(request))).build();
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

    /** Whether the answer is read by a program, or by a page's script, rather than shown by a browser. */
    static boolean isForPrograms(HttpServerRequest request) {
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        return FOR_PROGRAMS.stream().anyMatch(request.path()::startsWith)
                || (accept != null && accept.contains("json") && !accept.contains("html"));
    }

    /** The sign-in page, which leads back to the asked page; after a form's write to the front page. */
    static String signIn(HttpServerRequest request) {
        if (!HttpMethod.GET.equals(request.method())) {
            return "/sign-in";
        }
        var asked = request.query() == null ? request.path() : request.path() + "?" + request.query();
        return "/".equals(asked) ? "/sign-in" : "/sign-in?next=" + URLEncoder.encode(asked, StandardCharsets.UTF_8);
    }
}
