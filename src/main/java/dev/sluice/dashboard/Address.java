package dev.sluice.dashboard;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The query of a page's address, by name. */
final class Address {

    private static final Pattern PAIRS = Pattern.compile("&");
    private static final int LONGEST = 200;

    private Address() {}

    /** Reads what {@link #write} writes. */
    static Map<String, String> read(String query) {
        var given = new LinkedHashMap<String, String>();
        PAIRS.splitAsStream(query).filter(pair -> pair.indexOf('=') > 0).forEach(pair -> {
            var at = pair.indexOf('=');
            given.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        });
        return given;
    }

    /** Without what is empty. */
    static String write(Map<String, String> parts) {
        var text = new StringBuilder();
        parts.forEach((name, value) -> {
            if (!value.isEmpty()) {
                text.append(text.isEmpty() ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        return text.toString();
    }

    /** What somebody typed, short enough to be looked for and shown. */
    static String clipped(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
