package dev.sluice.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * One node that can serve Spark or YARN on 127.0.2.n.
 *
 * @param number from 1
 * @param owner the framework that holds it first
 */
record DemoNode(int number, String owner) {

    String id() {
        return "node-" + number;
    }

    /** Half of the nodes, rounded up, to Spark; the others to YARN. */
    static List<DemoNode> fleet(int nodes) {
        List<DemoNode> fleet = new ArrayList<>();
        for (int n = 1; n <= nodes; n++) {
            fleet.add(new DemoNode(n, n <= (nodes + 1) / 2 ? "spark" : "yarn"));
        }
        return fleet;
    }

    /** Its agent, with workers of {@code lab}'s two frameworks. */
    DemoAgent agent(Lab lab) {
        String member = LabPorts.node(number);
        return new DemoAgent(
                number,
                owner,
                2,
                2,
                List.of(
                        new DemoAgent.Role("spark", member, lab.spark().worker(number), 10),
                        new DemoAgent.Role("yarn", member, lab.yarn().nodeManager(number), 10)));
    }

    /**
     * Writes its agent's file and join token.
     *
     * @param agent what runs {@code sluice agent}, without options
     */
    LabCommand agent(Lab lab, List<String> agent, String serverUrl, String joinToken) {
        return agent(lab).command(lab.dir(), agent, serverUrl, joinToken);
    }
}
