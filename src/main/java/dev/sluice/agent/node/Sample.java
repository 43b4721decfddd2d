package dev.sluice.agent.node;

import java.util.Map;

/** One measured value under node_exporter's name and labels. */
record Sample(String name, Map<String, String> labels, double value) {

    static Sample of(String name, double value) {
        return new Sample(name, Map.of(), value);
    }

    static Sample of(String name, String label, String text, double value) {
        return new Sample(name, Map.of(label, text), value);
    }
}
