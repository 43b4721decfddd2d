package dev.sluice.security;

import java.util.Locale;

/** Why a bearer token is no good. */
enum Refusal {
    UNKNOWN("This credential is not known here; see that it is complete and of this server"),
    REVOKED("This credential was revoked"),
    EXPIRED("This credential has expired");

    private final String sentence;

    Refusal(String sentence) {
        this.sentence = sentence;
    }

    /** For programs, for example {@code revoked-credential}. */
    String code() {
        return name().toLowerCase(Locale.ROOT) + "-credential";
    }

    /** For people; without a double quote, as it stands in a header. */
    String sentence() {
        return sentence;
    }
}
