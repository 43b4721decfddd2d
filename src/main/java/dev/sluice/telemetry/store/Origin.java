package dev.sluice.telemetry.store;

/** By which way samples came in; the first that is fresh speaks for the node. */
public enum Origin {
    SCRAPE("scrape"),
    REMOTE_WRITE("remote-write"),
    OTLP("otlp"),
    /** Remote write by Sluice's own agent, for nodes with no exporter. */
    AGENT("agent");

    private final String text;

    Origin(String text) {
        this.text = text;
    }

    /** The name on pages, in the API and in metrics. */
    public String text() {
        return text;
    }
}
