package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * An RFC 9457 problem body, {@code application/problem+json}.
 *
 * @param type a relative reference, {@code /problems/<code>}
 * @param code stable, for programs
 * @param detail one sentence for people that names the thing, the rule and the way out
 */
public record ProblemView(
        String type,
        String title,
        int status,
        String code,
        String detail,
        @Nullable String instance) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** A problem whose type and title follow from its code and status. */
    public static ProblemView of(int status, String code, String detail, @Nullable String instance) {
        return new ProblemView("/problems/" + code, title(status), status, code, detail, instance);
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Not signed in";
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 406 -> "Not acceptable";
            case 409 -> "Refused";
            case 413 -> "Too large";
            case 415 -> "Unsupported media type";
            case 429 -> "Too many requests";
            case 502, 503, 504 -> "Not available";
            default -> status >= 500 ? "Failed" : "Not possible";
        };
    }
}
