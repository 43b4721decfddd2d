package dev.sluice.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id hashes of passwords, as {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}.
 *
 * <p>19 MiB, two passes and one lane are what OWASP's password storage cheat sheet asks for at least. A hash carries its own
 * figures, so that they can be raised later.
 */
final class PasswordHash {

    private static final int KIBIBYTES = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT = 16;
    private static final int LENGTH = 32;

    private static final Pattern SHAPE = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d{1,2})"
            + "\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");
    private static final SecureRandom RANDOM = new SecureRandom();

    private PasswordHash() {}

    static String make(String password) {
        var salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        var encoder = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + KIBIBYTES + ",t=" + PASSES + ",p=" + LANES + "$" + encoder.encodeToString(salt)
                + "$" + encoder.encodeToString(hash(password, salt, KIBIBYTES, PASSES, LANES));
    }

    /** @param hash as {@link #make} made it; another text matches nothing */
    static boolean matches(String password, String hash) {
        var parts = SHAPE.matcher(hash);
        if (!parts.matches()) {
            return false;
        }
        var decoder = Base64.getDecoder();
        var found = hash(
                password,
                decoder.decode(parts.group(4)),
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)));
        // In constant time.
        return MessageDigest.isEqual(found, decoder.decode(parts.group(5)));
    }

    private static byte[] hash(String password, byte[] salt, int kibibytes, int passes, int lanes) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(kibibytes)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        var hash = new byte[LENGTH];
        // The same password typed on two keyboards may come as different code points.
        var same = Normalizer.normalize(password, Normalizer.Form.NFKC);
        generator.generateBytes(same.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
