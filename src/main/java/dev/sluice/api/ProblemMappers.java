package dev.sluice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.sluice.api.view.ProblemView;
import dev.sluice.driver.DriverFailure;
import dev.sluice.moving.Operations;
import dev.sluice.suggesting.Suggestions;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every failure of an endpoint into a problem body (RFC 9457); nobody outside ever sees a stack trace. */
final class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    /** How Jackson words it; there is no exception of its own for it. */
    private static final Pattern TWICE = Pattern.compile("^Duplicate .*['\"]([^'\"]+)['\"]");

    @ServerExceptionMapper
    Response problem(ApiProblem problem, UriInfo uri) {
        var response = answer(problem.status(), problem.code(), problem.detail(), uri);
        if (problem.retryAfter() > 0) {
            response.getHeaders().putSingle("Retry-After", problem.retryAfter());
        }
        return response;
    }

    @ServerExceptionMapper
    Response rejected(Operations.Rejected rejected, UriInfo uri) {
        var sentences = rejected.problems().stream()
                .map(Operations.Problem::sentence)
                .distinct()
                .collect(Collectors.joining(" "));
        return answer(409, rejected.problems().getFirst().code(), sentences, uri);
    }

    @ServerExceptionMapper
    Response notOpen(Suggestions.NotOpen ended, UriInfo uri) {
        var detail = String.valueOf(ended.getMessage());
        return ended.known()
                ? answer(409, "suggestion-not-open", detail, uri)
                : answer(404, "unknown-suggestion", detail, uri);
    }

    @ServerExceptionMapper
    Response driver(DriverFailure failure, UriInfo uri) {
        return answer(502, "framework-" + failure.code(), String.valueOf(failure.getMessage()), uri);
    }

    @ServerExceptionMapper({
        MismatchedInputException.class,
        InvalidDefinitionException.class,
        JsonProcessingException.class
    })
    Response json(JsonProcessingException failure, UriInfo uri) {
        // What cannot be written is our fault, what cannot be read is the caller's.
        if (failure.getProcessor() instanceof JsonGenerator) {
            return unexpected(failure, uri);
        }
        return answer(400, "bad-body", sentence(failure), uri);
    }

    @ServerExceptionMapper
    Response web(WebApplicationException failure, UriInfo uri) {
        if (failure.getCause() instanceof JsonProcessingException json) {
            return json(json, uri);
        }
        var response = failure.getResponse();
        if (response.getStatus() < 400 || response.hasEntity()) {
            return response;
        }
        return switch (response.getStatus()) {
            case 404 -> answer(404, "not-found", "There is nothing at " + path(uri) + "; see /q/openapi.", uri);
            case 405 ->
                answer(405, "method-not-allowed", path(uri) + " does not take this method; see /q/openapi.", uri);
            case 406 -> answer(406, "not-acceptable", path(uri) + " cannot answer in the asked media type.", uri);
            case 415 -> answer(415, "unsupported-media-type", path(uri) + " takes application/json only.", uri);
            case 400 -> answer(400, "bad-request", "The request is malformed: " + failure.getMessage() + ".", uri);
            default -> {
                var status = response.getStatus();
                yield status >= 500
                        ? unexpected(failure, uri)
                        : answer(status, "http-" + status, String.valueOf(failure.getMessage()), uri);
            }
        };
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure, UriInfo uri) {
        var id = UUID.randomUUID().toString();
        LOG.errorf(failure, "Unexpected failure %s at %s", id, path(uri));
        return answer(500, "unexpected", "Sluice failed unexpectedly; its log has the cause under " + id + ".", uri);
    }

    private static Response answer(int status, String code, String detail, UriInfo uri) {
        return Response.status(status)
                .type(ProblemView.MEDIA_TYPE)
                .header("Cache-Control", "no-store")
                .entity(ProblemView.of(status, code, detail, path(uri)))
                .build();
    }

    private static String path(UriInfo uri) {
        return uri.getRequestUri().getRawPath();
    }

    /** Names the field, what stands there and what belongs there; Jackson's own messages name classes. */
    private static String sentence(JsonProcessingException failure) {
        return switch (failure) {
            case UnrecognizedPropertyException unknown ->
                "The body has an unknown field '" + unknown.getPropertyName()
                        + "'; known ones are "
                        + unknown.getKnownPropertyIds().stream()
                                .map(String::valueOf)
                                .sorted()
                                .collect(Collectors.joining(", "))
                        + ".";
            case InvalidFormatException format ->
                "The body's field '" + field(format) + "' is '" + format.getValue() + "'; it must be "
                        + type(format.getTargetType()) + ".";
            case MismatchedInputException mismatch ->
                field(mismatch).isEmpty()
                        ? "The body must be a JSON object; see /q/openapi for its fields."
                        : "The body's field '" + field(mismatch) + "' must be " + type(mismatch.getTargetType()) + ".";
            case JsonMappingException mapping -> "The body's field '" + field(mapping) + "' is not valid.";
            default -> {
                var twice = TWICE.matcher(failure.getOriginalMessage());
                var where = failure.getLocation();
                if (twice.find()) {
                    yield "The body has the field '" + twice.group(1) + "' twice.";
                }
                yield where == null
                        ? "The body is not valid JSON."
                        : "The body is not valid JSON: see line " + where.getLineNr() + ", column "
                                + where.getColumnNr() + ".";
            }
        };
    }

    private static String field(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String type(Class<?> type) {
        if (type == String.class) {
            return "text";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a number";
        }
        return Iterable.class.isAssignableFrom(type) ? "a list" : "as /q/openapi says";
    }
}
