package dev.sluice.dashboard;

import dev.sluice.alerting.Hints;
import dev.sluice.api.FixtureAgents;
import dev.sluice.api.FixtureStatus;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Inventory;
import dev.sluice.inventory.Policies;
import dev.sluice.moving.Control;
import dev.sluice.moving.Controls;
import dev.sluice.moving.Nodes;
import dev.sluice.moving.Operations;
import dev.sluice.moving.Totals;
import dev.sluice.pressure.Pressure;
import dev.sluice.suggesting.Suggestions;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The page over the feed's fixtures: what it is asked to do is written down, nothing is moved. */
public final class PageFakes implements QuarkusTestProfile {

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(
                FixtureStatus.class,
                FixtureAgents.class,
                FakeSuggestions.class,
                FakeOperations.class,
                FakeNodes.class,
                FakeInventory.class,
                FakePolicies.class);
    }

    /** Approves everything but {@code s-404}. */
    @Alternative
    @Singleton
    public static class FakeSuggestions implements Suggestions {

        final List<String> acts = new CopyOnWriteArrayList<>();

        @Override
        public List<Pressure> pressures() {
            return List.of();
        }

        @Override
        public Map<FrameworkId, Double> needs() {
            return Map.of();
        }

        @Override
        public Map<FrameworkId, List<OptionalDouble>> history() {
            return Map.of();
        }

        @Override
        public Hints hints() {
            return Hints.NONE;
        }

        @Override
        public List<Offer> open() {
            return List.of();
        }

        @Override
        public Uni<List<Offer>> recent(int limit) {
            return Uni.createFrom().item(List.of());
        }

        @Override
        public Uni<Optional<Offer>> find(String id) {
            return Uni.createFrom().item(Optional.empty());
        }

        @Override
        public Uni<Offer> approve(String id, String actor) {
            return act("approve", id, actor);
        }

        @Override
        public Uni<Offer> reject(String id, String actor, String reason) {
            return act("reject", id, actor + ": " + reason);
        }

        private Uni<Offer> act(String verb, String id, String actor) {
            if (id.equals("s-404")) {
                return Uni.createFrom().failure(new NotOpen("Suggestion s-404 is not known.", false));
            }
            acts.add(verb + " " + id + " by " + actor);
            return Uni.createFrom().nullItem();
        }
    }

    /** Writes down what it is asked for, and starts op-7. */
    @Alternative
    @Singleton
    public static class FakeOperations implements Operations, Controls {

        final List<String> acts = new CopyOnWriteArrayList<>();
        volatile boolean refuse;

        @Override
        public Uni<Plan> plan(Request request) {
            return Uni.createFrom().item(new Plan(request, List.of(), List.of()));
        }

        @Override
        public Uni<Operation> start(Request request, String actor) {
            acts.add("move " + request.count() + " from " + request.from().orElseThrow() + " to "
                    + request.to().orElseThrow() + " by " + actor + ": " + request.reason());
            return Uni.createFrom()
                    .item(new Operation(
                            OperationId.of(7),
                            request.from(),
                            request.to(),
                            request.reason(),
                            actor,
                            Operation.Status.RUNNING,
                            Instant.EPOCH,
                            Optional.empty(),
                            new Totals(0, 0, 0, 0, 0, 0, 0),
                            List.of()));
        }

        @Override
        public Uni<Outlook> outlook(OperationId id, Optional<NodeId> node, Control control) {
            return Uni.createFrom().item(new Outlook(id, control, List.of()));
        }

        @Override
        public Uni<Operation> control(
                OperationId id, Optional<NodeId> node, Control control, String actor, String reason) {
            if (refuse) {
                return Uni.createFrom().failure(new Rejected(List.of(new Problem("ended", id + " has ended."))));
            }
            acts.add(control.kind().name().toLowerCase(Locale.ROOT) + " " + id
                    + node.map(n -> " " + n).orElse("")
                    + control.by().map(by -> " for " + by).orElse("") + " by " + actor + ": " + reason);
            return Uni.createFrom().nullItem();
        }

        @Override
        public Uni<Optional<Operation>> find(OperationId id) {
            return Uni.createFrom().item(Optional.empty());
        }

        @Override
        public Uni<List<Operation>> recent(int limit) {
            return Uni.createFrom().item(List.of());
        }
    }

    /** Writes down what is said of a node. */
    @Alternative
    @Singleton
    public static class FakeNodes implements Nodes {

        final List<String> acts = new CopyOnWriteArrayList<>();

        @Override
        public Uni<Ownership> assign(NodeId node, Optional<FrameworkId> owner, String actor) {
            return act("assign " + node + " to " + owner + " by " + actor);
        }

        @Override
        public Uni<Ownership> giveBack(NodeId node, String actor) {
            return act("give back " + node + " by " + actor);
        }

        @Override
        public Uni<Ownership> settle(NodeId node, Optional<FrameworkId> owner, String actor, String reason) {
            return act("settle " + node + " with "
                    + owner.map(FrameworkId::value).orElse("nobody") + " by " + actor + ": " + reason);
        }

        @Override
        public Uni<Ownership> pin(NodeId node, String actor, String reason) {
            return act("pin " + node + " by " + actor + ": " + reason);
        }

        @Override
        public Uni<Ownership> unpin(NodeId node, String actor, String reason) {
            return act("unpin " + node + " by " + actor + ": " + reason);
        }

        @Override
        public Uni<List<Ledger.Past>> history(NodeId node, int limit) {
            return Uni.createFrom().item(List.of());
        }

        private Uni<Ownership> act(String act) {
            acts.add(act);
            return Uni.createFrom().nullItem();
        }
    }

    /** Spark and YARN as the configuration has them, and what the pages make of them. */
    @Alternative
    @Singleton
    public static class FakePolicies implements Policies {

        private static final FrameworkPolicy CONFIGURED = new FrameworkPolicy(1, 3, 40, 1, 0.75, Mode.SUGGEST);

        final List<Change> acts = new CopyOnWriteArrayList<>();

        @Override
        public List<Standing> all() {
            return List.of(standing("spark", "Spark"), standing("yarn", "YARN"));
        }

        private Standing standing(String id, String title) {
            var newest =
                    acts.stream().filter(c -> c.framework().value().equals(id)).reduce((first, second) -> second);
            var policy = newest.flatMap(Change::after).orElse(CONFIGURED);
            return new Standing(new Framework(new FrameworkId(id), id, title, policy), CONFIGURED, newest);
        }

        @Override
        public Uni<List<Change>> changes(FrameworkId framework, int limit) {
            return Uni.createFrom()
                    .item(acts.reversed().stream()
                            .filter(c -> c.framework().equals(framework))
                            .toList());
        }

        @Override
        public Uni<Change> change(
                FrameworkId framework, int version, Optional<FrameworkPolicy> after, String actor, String reason) {
            var standing = all().stream()
                    .filter(s -> s.framework().id().equals(framework))
                    .findFirst()
                    .orElseThrow();
            if (standing.version() != version) {
                return Uni.createFrom().failure(new Outdated(framework));
            }
            var change = new Change(
                    framework,
                    version + 1,
                    Instant.now(),
                    actor,
                    reason,
                    standing.framework().policy(),
                    after);
            acts.add(change);
            return Uni.createFrom().item(change);
        }
    }

    /** An empty fleet. */
    @Alternative
    @Singleton
    public static class FakeInventory implements Inventory {

        @Override
        public FleetPicture current() {
            return new FleetPicture(Instant.EPOCH, List.of(), List.of());
        }

        @Override
        public List<Framework> frameworks() {
            return List.of();
        }

        @Override
        public Optional<FrameworkDriver> driver(FrameworkId framework) {
            return Optional.empty();
        }
    }
}
