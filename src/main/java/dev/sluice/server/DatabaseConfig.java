package dev.sluice.server;

import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Which PostgreSQL holds everything; without a URL Sluice runs one of its own in the data folder. */
@ConfigMapping(prefix = "sluice.db")
public interface DatabaseConfig {

    /** A PostgreSQL of your own, as {@code postgresql://host:5432/database}; the database must be empty at first. */
    Optional<String> url();

    /** Its user. */
    Optional<String> user();

    /** Its password; meant for the environment variable SLUICE_DB_PASSWORD, since others may read a configuration file. */
    Optional<String> password();

    /** The file that holds its password, in place of that. */
    Optional<String> passwordFile();

    /**
     * The keys of an external database, before there is a configuration to map: {@code read} looks a key of this
     * interface up. Empty when no URL is set.
     */
    static Optional<Map<String, String>> external(Function<String, Optional<String>> read) {
        return read.apply("sluice.db.url").map(given -> {
            URI uri = uri(given);
            String userInfo = uri.getUserInfo() == null ? "" : uri.getUserInfo();
            int colon = userInfo.indexOf(':');
            String user = read.apply("sluice.db.user").orElse(colon < 0 ? userInfo : userInfo.substring(0, colon));
            String password = read.apply("sluice.db.password-file")
                    .map(DatabaseConfig::held)
                    .or(() -> read.apply("sluice.db.password"))
                    .orElse(colon < 0 ? "" : userInfo.substring(colon + 1));
            if (user.isEmpty()) {
                throw new StartFailure("SLUICE_DB_URL is set and SLUICE_DB_USER is not; set both, or neither for"
                        + " the embedded PostgreSQL.");
            }
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return EmbeddedPostgres.datasource(
                    "postgresql://" + uri.getHost() + port + uri.getRawPath() + query, user, password);
        });
    }

    private static String held(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | InvalidPathException e) {
            throw new StartFailure("The file " + file
                    + " that sluice.db.password-file names cannot be read; it must hold" + " the database's password.");
        }
    }

    private static URI uri(String given) {
        String plain = given.strip().replaceFirst("^jdbc:", "");
        try {
            URI uri = URI.create(plain);
            boolean postgres = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
            if (postgres && uri.getHost() != null && uri.getRawPath().length() > 1) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw wrong(given);
        }
        throw wrong(given);
    }

    private static StartFailure wrong(String given) {
        return new StartFailure("SLUICE_DB_URL must look like postgresql://host:5432/database, not \""
                + given.replaceFirst("//[^/@]*@", "//…@") + "\".");
    }
}
