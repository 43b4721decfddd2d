package dev.sluice.telemetry.scrape;

import dev.sluice.fleet.NodeId;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * One exporter's page.
 *
 * @param number its place in the configuration, by which equal pages of two targets are told apart
 * @param node whose it is unless the page itself says
 */
record ScrapeTarget(int number, NodeId node, URI url) {

    /**
     * Reads {@code node=url}.
     *
     * @throws IllegalArgumentException naming the text and the rule
     */
    static ScrapeTarget parse(int number, String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw wrong(text, "must be node=url, for example node-3=http://10.0.0.3:9100/metrics");
        }
        try {
            URI url = new URI(text.substring(equals + 1).strip());
            if ((!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) || url.getHost() == null) {
                throw wrong(text, "the url must be http://host:port/path or https://…");
            }
            return new ScrapeTarget(number, new NodeId(text.substring(0, equals).strip()), url);
        } catch (URISyntaxException e) {
            throw wrong(text, "the url must be http://host:port/path or https://…");
        }
    }

    /** Tells its series from those of other targets, and from those that come by remote write. */
    long salt() {
        return 1000L + number;
    }

    /** As in Prometheus: host and port. */
    String instance() {
        return url.getAuthority();
    }

    String path() {
        String path = url.getRawPath().isEmpty() ? "/metrics" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + '?' + url.getRawQuery();
    }

    boolean tls() {
        return "https".equals(url.getScheme());
    }

    int port() {
        return url.getPort() > 0 ? url.getPort() : tls() ? 443 : 80;
    }

    private static IllegalArgumentException wrong(String text, String rule) {
        return new IllegalArgumentException("sluice.telemetry.scrape.targets: '" + text + "': " + rule);
    }
}
