package dev.sluice.cli;

import dev.sluice.api.view.AgentView;
import dev.sluice.api.view.JoinTokenRequest;
import dev.sluice.api.view.JoinTokenView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice agents}, with {@code token}, {@code rotate} and {@code revoke} below it. */
@Command(
        name = "agents",
        description = "Lists the nodes' agents: whether they are connected, what they run, and how long they may.",
        synopsisSubcommandLabel = "[token|rotate|revoke]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice agents",
            "  ./sluice agents token --node node-17",
            "  ./sluice agents rotate node-17",
            "  ./sluice agents revoke node-17"
        })
final class AgentsCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    AgentsCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var answer = sluice.client().get("/api/agents");
        if (sluice.printedAsJson(answer)) {
            return 0;
        }
        var ink = sluice.ink();
        var now = sluice.clock().instant();
        var table = new Table("NODE", "AGENT", ">HEARD", "VERSION", "RUNS", ">EPOCH", "CREDENTIAL", "PROOF");
        for (var agent : List.of(answer.as(AgentView[].class))) {
            table.row(
                    ink.bold(agent.node()),
                    agent.connected() ? "connected" : ink.yellow("away"),
                    Words.ago(
                            Math.max(0, Duration.between(agent.lastHeard(), now).toSeconds())),
                    agent.version() == null ? ink.none() : agent.version(),
                    agent.role() == null ? ink.none() : agent.role() + " " + Words.lower(agent.state()),
                    String.valueOf(agent.epoch()),
                    credential(agent, ink),
                    agent.proof());
        }
        table.lines(ink).forEach(sluice.terminal()::line);
        return 0;
    }

    private String credential(AgentView agent, Ink ink) {
        if (!agent.admitted()) {
            return ink.yellow("none");
        }
        return agent.credentialUntil() == null
                ? "good"
                : "good for " + Words.between(sluice.clock().instant(), agent.credentialUntil());
    }

    @Command(
            name = "token",
            description = "Prints a one-time token for a node to join with; put it into its agent's token file.")
    int token(
            @Option(names = "--node", required = true, paramLabel = "ID", description = "The node that is to join.")
                    String node) {
        var answer = sluice.client().post("/api/agents/tokens", new JoinTokenRequest(node));
        if (!sluice.printedAsJson(answer)) {
            var token = answer.as(JoinTokenView.class);
            sluice.terminal().line(token.token());
            sluice.terminal()
                    .line(sluice.ink()
                            .dim("For " + token.node() + " only, good once, for "
                                    + Words.between(sluice.clock().instant(), token.expiresAt())
                                    + "; put it into the file that its agent's key token-file names."));
        }
        return 0;
    }

    @Command(
            name = "rotate",
            description = "Has a node's agent get itself a new credential; the old one is void once that is in use.")
    int rotate(@Parameters(paramLabel = "NODE", description = "For example node-17.") String node) {
        sluice.client().post(Paths.agent(node) + "/rotation", null);
        sluice.terminal().line("Asked the agent of " + node + " to get itself a new credential.");
        return 0;
    }

    @Command(
            name = "revoke",
            description = "Shuts a node out: its connections end at once, its worker goes on until a person ends it.")
    int revoke(@Parameters(paramLabel = "NODE", description = "For example node-17.") String node) {
        sluice.client().delete(Paths.agent(node) + "/credential");
        sluice.terminal()
                .line("Revoked the credential of " + node + "; its worker goes on. To let it back in: ./sluice agents"
                        + " token --node " + Words.shell(node) + sluice.repeated());
        return 0;
    }
}
