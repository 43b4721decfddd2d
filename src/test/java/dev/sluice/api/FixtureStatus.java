package dev.sluice.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.view.AlertsView.StormView;
import dev.sluice.api.view.DrainView;
import dev.sluice.api.view.MoveRequest;
import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.PlanView;
import dev.sluice.api.view.StatusView;
import dev.sluice.api.view.SuggestionView;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Leadership;
import dev.sluice.moving.Nodes;
import dev.sluice.moving.Operations;
import dev.sluice.suggesting.Suggestions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** A picture that a test sets, as the server's answer. */
@Alternative
@Singleton
public class FixtureStatus extends StatusAssembler {

    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Pattern INSTANT = Pattern.compile("2026-01-0[12]T[0-9:.]+Z");

    private final ObjectMapper mapper;
    private final Clock clock;
    private volatile StatusView status;

    FixtureStatus(
            Inventory inventory,
            Suggestions suggestions,
            SuggestionViews suggestionViews,
            Operations operations,
            Nodes nodes,
            Leadership leadership,
            Clock clock,
            ObjectMapper mapper) {
        super(inventory, suggestions, suggestionViews, operations, nodes, leadership, clock);
        this.mapper = mapper;
        this.clock = clock;
        this.status = read(mapper, clock, "status");
    }

    /** Shows {@code status} or {@code status-after} of the feed's fixtures, as if it had been taken now. */
    public void show(String name) {
        status = read(mapper, clock, name);
    }

    public void show(StatusView picture) {
        status = picture;
    }

    /** The same picture in a storm of alerts. */
    public void storm(StormView storm) {
        var s = status;
        var h = s.health();
        status = new StatusView(
                s.at(),
                new StatusView.HealthView(
                        h.leader(),
                        h.leaderName(),
                        h.term(),
                        h.agentsConnected(),
                        h.agentsKnown(),
                        h.nodes(),
                        h.stuck(),
                        h.frozen(),
                        storm),
                s.frameworks(),
                s.nodes(),
                s.suggestions(),
                s.operations());
    }

    @Override
    public Uni<StatusView> status() {
        var s = status;
        return Uni.createFrom()
                .item(new StatusView(
                        clock.instant(), s.health(), s.frameworks(), s.nodes(), s.suggestions(), s.operations()));
    }

    @Override
    public Uni<List<SuggestionView>> suggestions(int limit) {
        return status().map(StatusView::suggestions);
    }

    @Override
    public Uni<Optional<SuggestionView>> suggestion(String id) {
        return suggestions(100)
                .map(all -> all.stream().filter(s -> s.id().equals(id)).findFirst());
    }

    @Override
    public Uni<List<OperationView>> operations(int limit) {
        return status().map(StatusView::operations);
    }

    @Override
    public Uni<Optional<OperationView>> operation(String id) {
        return operations(100)
                .map(all -> all.stream().filter(o -> o.id().equals(id)).findFirst());
    }

    /** Plans what is asked for; refuses more than two nodes. */
    @Override
    public Uni<PlanView> plan(MoveRequest body) {
        var donors = status.nodes().stream()
                .filter(n -> Objects.equals(n.owner(), body.from()))
                .map(n -> n.id())
                .toList();
        var count = body.count() == null ? 0 : body.count();
        var nodes = body.nodes() != null ? body.nodes() : donors.subList(0, Math.min(count, donors.size()));
        return Uni.createFrom()
                .item(new PlanView(
                        body.from(),
                        body.to(),
                        nodes,
                        List.of(),
                        nodes.size() > 2 ? List.of("YARN would have 0 nodes; its guarantee is 1.") : List.of(),
                        new DrainView(
                                57,
                                40.2,
                                121.0,
                                40.2,
                                "A drain of YARN usually takes 40 s, one in ten more than 2 min; " + nodes.size()
                                        + " nodes about 40 s (from 57 past drains).")));
    }

    @Override
    public Operations.Request request(MoveRequest body) {
        return new Operations.Request(
                Optional.ofNullable(body.from()).map(FrameworkId::new),
                Optional.ofNullable(body.to()).map(FrameworkId::new),
                body.nodes() == null ? 0 : body.nodes().size(),
                body.nodes() == null
                        ? List.of()
                        : body.nodes().stream().map(NodeId::new).toList(),
                String.valueOf(body.reason()));
    }

    @Override
    public NodeId node(String id) {
        return new NodeId(id);
    }

    @Override
    public FrameworkId framework(String id) {
        return new FrameworkId(id);
    }

    @Override
    public Optional<FrameworkId> owner(String owner) {
        return owner.equals("reservoir") ? Optional.empty() : Optional.of(new FrameworkId(owner));
    }

    private static StatusView read(ObjectMapper mapper, Clock clock, String name) {
        try (var json = FixtureStatus.class.getResourceAsStream("/live/" + name + ".json")) {
            var shift = Duration.between(WRITTEN, clock.instant());
            var text = new String(json.readAllBytes(), StandardCharsets.UTF_8);
            var shifted = INSTANT.matcher(text)
                    .replaceAll(at -> Instant.parse(at.group()).plus(shift).toString());
            return mapper.readValue(shifted, StatusView.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
