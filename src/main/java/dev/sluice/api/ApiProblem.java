package dev.sluice.api;

/**
 * What an endpoint throws to answer with a problem body instead.
 *
 * <p>The detail is one sentence for people that names the thing, the rule and the way out; the code is stable, for
 * programs, in lower case with hyphens.
 */
public final class ApiProblem extends RuntimeException {

    private final int status;
    private final String code;
    private final int retryAfter;

    /** @param status an HTTP status of 400 or more */
    public ApiProblem(int status, String code, String detail) {
        this(status, code, detail, 0);
    }

    private ApiProblem(int status, String code, String detail, int retryAfter) {
        super(detail);
        this.retryAfter = retryAfter;
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("problem " + code + ": status must be 400 to 599, got " + status);
        }
        this.status = status;
        this.code = code;
    }

    public static ApiProblem badRequest(String code, String detail) {
        return new ApiProblem(400, code, detail);
    }

    public static ApiProblem notFound(String code, String detail) {
        return new ApiProblem(404, code, detail);
    }

    public static ApiProblem conflict(String code, String detail) {
        return new ApiProblem(409, code, detail);
    }

    /** What cannot be done now and may be asked for again soon; the answer says after how many seconds. */
    public static ApiProblem later(String code, String detail, int seconds) {
        return new ApiProblem(503, code, detail, seconds);
    }

    /** After how many seconds to ask again; 0 where the answer does not say. */
    public int retryAfter() {
        return retryAfter;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
