package dev.sluice.telemetry.scrape;

import dev.sluice.fleet.NodeId;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * One exporter's page.
 *
 * @param node whose it is unless the page itself says
 */
record ScrapeTarget(NodeId node, URI url) {

    private static final String RULE = "must be node=url, for example node-3=http://10.0.0.3:9100/metrics";

    /**
     * Reads {@code node=url}.
     *
     * @throws IllegalArgumentException naming the text and the rule
     */
    static ScrapeTarget parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("sluice.telemetry.scrape.targets: '" + text + "': " + RULE);
        }
        return of(
                "sluice.telemetry.scrape.targets",
                text.substring(0, equals).strip(),
                text.substring(equals + 1).strip());
    }

    /**
     * A page, and whose it is: its host's when {@code node} is empty.
     *
     * @param where what to call the list that it is from in an error
     * @throws IllegalArgumentException naming the list, the text and the rule
     */
    static ScrapeTarget of(String where, String node, String text) {
        try {
            URI url = new URI(text);
            if ((!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) || url.getHost() == null) {
                throw new IllegalArgumentException(
                        where + ": '" + text + "': must be http://host:port/path or https://…");
            }
            return new ScrapeTarget(new NodeId(node.isEmpty() ? url.getHost() : node), url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    where + ": '" + text + "': must be http://host:port/path or https://…", e);
        }
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
}
