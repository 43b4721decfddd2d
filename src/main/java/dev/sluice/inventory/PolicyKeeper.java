package dev.sluice.inventory;

import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Lays people's changes over the configuration. Other servers' changes come with each reading of the ledger. */
@Singleton
final class PolicyKeeper implements Policies {

    private static final Logger LOG = Logger.getLogger(PolicyKeeper.class);

    private final List<Framework> configured;
    private final PolicyStore store;
    private final Clock clock;
    private volatile Map<FrameworkId, Change> newest = Map.of();

    @Inject
    PolicyKeeper(ConfiguredFrameworks frameworks, PolicyStore store, Clock clock) {
        this.configured = frameworks.all().stream()
                .map(ConfiguredFrameworks.Connected::framework)
                .toList();
        this.store = store;
        this.clock = clock;
    }

    /** Reads what people have changed; until the first time the configuration's policies are in force. */
    Uni<Void> refresh() {
        return store.newest()
                .invoke(changes -> newest =
                        changes.stream().collect(Collectors.toUnmodifiableMap(Change::framework, Function.identity())))
                .replaceWithVoid();
    }

    /** The same framework with the policy in force. */
    Framework inForce(Framework framework) {
        return Optional.ofNullable(newest.get(framework.id()))
                .flatMap(Change::after)
                .map(framework::with)
                .orElse(framework);
    }

    @Override
    public List<Standing> all() {
        return configured.stream().map(this::standing).toList();
    }

    private Standing standing(Framework framework) {
        return new Standing(inForce(framework), framework.policy(), Optional.ofNullable(newest.get(framework.id())));
    }

    @Override
    public Uni<List<Change>> changes(FrameworkId framework, int limit) {
        return store.changes(framework, limit);
    }

    @Override
    public Uni<Change> change(
            FrameworkId framework, int version, Optional<FrameworkPolicy> after, String actor, String reason) {
        Standing standing = all().stream()
                .filter(s -> s.framework().id().equals(framework))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no framework " + framework));
        Change change = new Change(
                framework,
                version + 1,
                clock.instant(),
                actor,
                reason,
                standing.framework().policy(),
                after);
        if (version != standing.version()) {
            return Uni.createFrom().failure(new Outdated(framework));
        }
        return store.add(change).chain(added -> refresh().replaceWith(added)).map(added -> {
            if (!added) {
                throw new Outdated(framework);
            }
            LOG.infof("the policy of %s was changed by %s", framework, actor);
            return change;
        });
    }
}
