package dev.sluice.security;

import dev.sluice.api.ApiProblem;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a user's name, role and password may be; what may not fails with {@link ApiProblem}. Pure. */
final class UserRules {

    static final int SHORTEST = 12;
    static final int LONGEST = 128;
    private static final int DIFFERENT = 6;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,62}");
    private static final Set<String> RESERVED =
            Set.of(LocalAdmin.SUBJECT, MetricsToken.SUBJECT, "sluice", "nobody", "anonymous");
    private static final List<String> ROLES = List.of(Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN);

    private UserRules() {}

    /** Whether somebody could be called so; who could not need not be looked for. */
    static boolean couldBe(String name) {
        return NAME.matcher(name).matches();
    }

    static String name(@Nullable String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw ApiProblem.badRequest(
                    "bad-name",
                    "A user's name has 1 to 63 of a to z, 0 to 9, '.', '_', '@' and '-', and begins with a letter or digit"
                            + (name == null || name.isEmpty() ? "." : "; '" + shown(name) + "' does not."));
        }
        if (RESERVED.contains(name)) {
            throw ApiProblem.badRequest(
                    "bad-name", "'" + name + "' is a name that Sluice uses itself; choose another one.");
        }
        return name;
    }

    static String role(@Nullable String role) {
        if (role == null || !ROLES.contains(role)) {
            throw ApiProblem.badRequest(
                    "bad-role",
                    "A user's role is one of viewer, operator and admin"
                            + (role == null ? "; give one." : ", not '" + shown(role) + "'."));
        }
        return role;
    }

    /** Length is what makes a password hard to guess; the other rules only keep away what is tried first. */
    static String password(String name, @Nullable String password) {
        if (password == null || password.isEmpty()) {
            throw weak("is missing");
        }
        var length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            throw weak("has " + length + " characters");
        }
        if (password.codePoints().distinct().count() < DIFFERENT) {
            throw weak("has fewer than " + DIFFERENT + " different characters");
        }
        var plain = Normalizer.normalize(password, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        if ((name.length() > 2 && plain.contains(name)) || plain.contains("password") || plain.contains("sluice")) {
            throw weak("holds the user's name, 'password' or 'sluice', which are tried first");
        }
        return password;
    }

    private static ApiProblem weak(String what) {
        return ApiProblem.badRequest(
                "weak-password",
                "The password " + what + "; it must have " + SHORTEST + " to " + LONGEST + " characters, " + DIFFERENT
                        + " different ones at least, and not be easy to guess: a few words that do not belong together do.");
    }

    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
