package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which server, and with which credential.
 *
 * @param url without a slash at the end
 * @param token empty to call as nobody
 * @param tokenSource where the token came from, for messages
 */
record Target(String url, String token, String tokenSource) {

    /**
     * By option, else by SLUICE_SERVER and SLUICE_TOKEN, else by the context file that a starting server writes.
     * The file's token is sent to the file's own server only.
     */
    static Target find(@Nullable String server, @Nullable Path tokenFile, Map<String, String> environment, Path home) {
        var named = server != null ? server : environment.get("SLUICE_SERVER");
        var file = contextFile(environment, home);
        var context = named == null || (tokenFile == null && !environment.containsKey("SLUICE_TOKEN"))
                ? read(file)
                : Map.<String, String>of();
        var url = named != null ? named : context.get("url");
        if (url == null) {
            throw new Fault(
                    Fault.UNREACHABLE,
                    "No server is known here (there is no " + file
                            + "); start one with ./sluice serve or ./sluice demo, or"
                            + " name one with --server URL and --token-file FILE.");
        }
        var address = checked(url);
        if (tokenFile != null) {
            return new Target(address, token(tokenFile), tokenFile.toString());
        }
        var token = environment.get("SLUICE_TOKEN");
        if (token != null) {
            return new Target(address, token.strip(), "SLUICE_TOKEN");
        }
        var known = context.get("token");
        if (known == null || !address.equals(strip(context.getOrDefault("url", "")))) {
            throw new Fault(
                    Fault.USAGE,
                    "There is no credential for " + address + "; name the file that holds one with --token-file.");
        }
        return new Target(address, known, file.toString());
    }

    static Path contextFile(Map<String, String> environment, Path home) {
        var named = environment.get("SLUICE_CONTEXT");
        return named == null ? home.resolve(".config/sluice/context.json") : Path.of(named);
    }

    private static Map<String, String> read(Path file) {
        var values = new HashMap<String, String>();
        try (var parser = new JsonFactory().createParser(Files.readString(file))) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.VALUE_STRING && parser.currentName() != null) {
                    values.put(parser.currentName(), parser.getText());
                }
            }
            return values;
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            throw new Fault(
                    Fault.UNREACHABLE,
                    "The context file " + file + " cannot be read; restart the server, which writes it anew.");
        }
    }

    private static String token(Path file) {
        try {
            var token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new Fault(Fault.USAGE, "The token file " + file + " is empty; it must hold one token.");
            }
            return token;
        } catch (IOException e) {
            throw new Fault(
                    Fault.USAGE,
                    "The token file " + file + " cannot be read; name one that holds a token, readable by you.");
        }
    }

    static String checked(String url) {
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw new Fault(
                    Fault.USAGE,
                    "The server '" + url + "' must begin with http:// or https://, as in http://127.0.0.1:8080.");
        }
        return strip(url);
    }

    private static String strip(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
