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

    /** @param status an HTTP status of 400 or more */
    public ApiProblem(int status, String code, String detail) {
        super(detail);
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
