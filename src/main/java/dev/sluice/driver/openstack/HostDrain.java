package dev.sluice.driver.openstack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.driver.DrainMark;
import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DrainProgress.Blocker;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.openstack.HostBook.Host;
import dev.sluice.driver.openstack.MigrationPlan.Act;
import dev.sluice.driver.openstack.MigrationPlan.Situation;
import dev.sluice.fleet.Resources;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Empties compute hosts, and gives them back.
 *
 * <p>{@link #begin} checks that the others have room and disables the host under the order's mark. {@link #progress} moves the
 * next servers; what Nova answers is worth little, for it accepts moves that come to nothing, so each look judges by where the
 * servers are and what the records of their moves say. Each step looks first and does what is missing, so any of them may be
 * repeated, by another process and after a restart of either side.
 */
final class HostDrain {

    private static final int AT_ONCE = 8;

    private final Nova nova;
    private final Placement placement;
    private final HostBook book;
    private final MovePolicy policy;
    private final MoveMemory memory;
    private final Clock clock;

    /** Hosts whose drain has begun here, and as which: a reading may not show it yet. */
    private final Map<String, Long> begun = new ConcurrentHashMap<>();

    private final AtomicLong beginnings = new AtomicLong();

    HostDrain(Nova nova, Placement placement, HostBook book, MovePolicy policy, MoveMemory memory, Clock clock) {
        this.nova = nova;
        this.placement = placement;
        this.book = book;
        this.policy = policy;
        this.memory = memory;
        this.clock = clock;
    }

    // --- Begin -------------------------------------------------------------------------------------------------------

    Uni<Void> begin(MemberOrder order) {
        return nova.service(order.member()).chain(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom()
                        .failure(new DriverFailure.NotFound("Nova has no compute service on " + order.member()));
            }
            ComputeService service = found.get();
            requireOurs(order, service);
            if (!service.enabled()) {
                return remarked(order, service);
            }
            return roomElsewhere(order).chain(() -> nova.update(service, disabled(order)));
        });
    }

    /**
     * Fails when somebody else has taken the host out of service, or a later claim of Sluice's has.
     *
     * <p>A host that serves passes.
     */
    static void requireOurs(MemberOrder order, ComputeService service) {
        if (!service.enabled()) {
            DrainMark.fence(order, service.reason()).ifPresent(refused -> {
                throw refused;
            });
        } else if (service.forcedDown()) {
            throw new DriverFailure.Refused("member " + order.member()
                    + " was forced down by somebody else; Sluice leaves it alone until that is lifted by hand");
        }
    }

    /** Takes over the mark of an earlier claim. */
    private Uni<Void> remarked(MemberOrder order, ComputeService service) {
        return service.mark().equals(Optional.of(DrainMark.of(order)))
                ? Uni.createFrom().voidItem()
                : nova.update(service, disabled(order));
    }

    static ObjectNode disabled(MemberOrder order) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("status", "disabled")
                .put("disabled_reason", DrainMark.of(order).text());
    }

    /** Counts with the servers of the hosts that are being emptied already: they need room as well. */
    private Uni<Void> roomElsewhere(MemberOrder order) {
        long number = beginnings.incrementAndGet();
        begun.put(order.member(), number);
        return book.readAfresh()
                .invoke(reading -> {
                    Set<String> upToThis = begun.entrySet().stream()
                            .filter(entry -> entry.getValue() <= number)
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toSet());
                    List<Server> movers = reading.hosts().stream()
                            .filter(host -> upToThis.contains(host.name())
                                    || (host.service().mark().isPresent()
                                            && !host.service().released()))
                            .filter(host -> host.service().up() || policy.evacuate())
                            .flatMap(host -> host.servers().stream())
                            .filter(server -> policy.stays(server).isEmpty())
                            .toList();
                    List<Host> others = reading.hosts().stream()
                            .filter(host -> !upToThis.contains(host.name()))
                            .toList();
                    Room.lacking(movers, others).ifPresent(why -> {
                        throw new DriverFailure.NoCapacity(
                                order.member() + " cannot be emptied: " + why + "; add hosts, or move fewer nodes");
                    });
                })
                .onFailure()
                .invoke(() -> begun.remove(order.member()))
                .replaceWithVoid();
    }

    // --- Progress ----------------------------------------------------------------------------------------------------

    Uni<DrainProgress> progress(MemberOrder order) {
        return nova.service(order.member()).chain(found -> {
            if (found.isEmpty() || found.get().released()) {
                forget(order.member());
                return Uni.createFrom().item(DrainProgress.EMPTY);
            }
            ComputeService service = found.get();
            requireOurs(order, service);
            if (service.enabled()) {
                forget(order.member());
                return Uni.createFrom()
                        .failure(new DriverFailure.Refused(order.member() + " was enabled again by somebody else while "
                                + order.operation() + " drained it; Sluice does not disable it against them"));
            }
            return remarked(order, service).chain(() -> step(service));
        });
    }

    private Uni<DrainProgress> step(ComputeService service) {
        String member = service.host();
        return situation(service).chain(situation -> learnt(member, situation)).chain(situation -> {
            MigrationPlan plan = MigrationPlan.of(situation, policy, clock.instant());
            memory.started(member, (int) plan.acts().stream()
                    .filter(act -> !(act instanceof Act.Confirm))
                    .count());
            return carriedOut(member, plan.acts())
                    .chain(() -> plan.remaining() == 0
                            ? settled(service)
                            : Uni.createFrom()
                                    .item(new DrainProgress(
                                            false, plan.remaining(), plan.blockers(), Optional.empty())));
        });
    }

    private Uni<Situation> situation(ComputeService service) {
        String member = service.host();
        return Uni.combine()
                .all()
                .unis(nova.serversOn(member), nova.migrations(member))
                .with((servers, migrations) ->
                        new Situation(member, service.up(), servers, migrations, memory.troubles(member), 0));
    }

    /** Takes in how earlier moves ended, asks for the words where they came to nothing, and how far the others are. */
    private Uni<Situation> learnt(String member, Situation seen) {
        Set<String> failed = memory.look(member, seen.migrations());
        Uni<Void> words = Multi.createFrom()
                .iterable(failed)
                .onItem()
                .transformToUni(server -> nova.whyNotMoved(server)
                        .invoke(why -> memory.trouble(
                                member, server, why.orElse("Nova does not say why; see the log of its conductor")))
                        .replaceWithVoid())
                .merge(AT_ONCE)
                .collect()
                .last()
                .replaceWithVoid();
        Uni<List<Migration>> moves = Multi.createFrom()
                .iterable(seen.migrations())
                .onItem()
                .transformToUniAndConcatenate(move -> move.copies()
                        ? nova.arrived(move.server()).map(move::arrived)
                        : Uni.createFrom().item(move))
                .collect()
                .asList();
        return words.chain(() -> moves)
                .map(migrations -> new Situation(
                        member, seen.up(), seen.servers(), migrations, memory.troubles(member), memory.allowance()));
    }

    private Uni<Void> carriedOut(String member, List<Act> acts) {
        return Multi.createFrom()
                .iterable(acts)
                .onItem()
                .transformToUni(act -> asked(act)
                        // It is gone, and with it the need to move it.
                        .onFailure(DriverFailure.NotFound.class)
                        .recoverWithNull()
                        .onFailure(DriverFailure.Refused.class)
                        .recoverWithUni(refused -> {
                            memory.trouble(member, act.server(), String.valueOf(refused.getMessage()));
                            return Uni.createFrom().voidItem();
                        }))
                .merge(AT_ONCE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> asked(Act act) {
        return switch (act) {
            case Act.Live live -> nova.migrateLive(live.server());
            case Act.Cold cold -> nova.migrateCold(cold.server());
            case Act.Confirm confirm -> nova.confirmCold(confirm.server());
            case Act.Evacuate evacuate ->
                evacuate.stuck()
                        ? nova.resetState(evacuate.server()).chain(() -> nova.evacuate(evacuate.server()))
                        : nova.evacuate(evacuate.server());
        };
    }

    /** Nova has nothing left there; placement must agree. It never does of a dead host, whose evacuated servers count twice. */
    private Uni<DrainProgress> settled(ComputeService service) {
        return service.up()
                ? counted(service).map(HostDrain::unless)
                : Uni.createFrom().item(DrainProgress.EMPTY);
    }

    private static DrainProgress unless(Resources counted) {
        if (counted.equals(Resources.NONE)) {
            return DrainProgress.EMPTY;
        }
        return new DrainProgress(
                false,
                0,
                List.of(new Blocker(
                        "its allocations in placement",
                        "still count " + (long) counted.cores() + " cores there; Nova clears them within a minute, else"
                                + " see `nova-manage placement audit`")),
                Optional.empty());
    }

    private Uni<Resources> counted(ComputeService service) {
        return book.provider(service).chain(provider -> provider.map(placement::usage)
                .orElseGet(() -> Uni.createFrom().item(Resources.NONE)));
    }

    // --- End ---------------------------------------------------------------------------------------------------------

    /** What still holds a host, in words; empty when nothing does. */
    Uni<Optional<String>> holding(ComputeService service) {
        return situation(service).chain(situation -> {
            MigrationPlan plan = MigrationPlan.of(situation, policy, clock.instant());
            if (plan.remaining() > 0) {
                return Uni.createFrom()
                        .item(Optional.of(plan.blockers().stream()
                                .map(Blocker::work)
                                .limit(5)
                                .collect(Collectors.joining(", "))));
            }
            return settled(service)
                    .map(progress -> progress.empty() ? Optional.empty() : Optional.of("allocations in placement"));
        });
    }

    /** Gives the host back to Nova's scheduler. Cold moves that the drain began are confirmed first: nobody else will. */
    Uni<Void> undo(MemberOrder order, ComputeService service) {
        return nova.migrations(order.member())
                .map(moves -> moves.stream()
                        .filter(move -> move.kind() == Migration.Kind.COLD
                                && move.source().equals(order.member())
                                && !move.ended())
                        .toList())
                .chain(moves -> carriedOut(
                                order.member(),
                                moves.stream()
                                        .filter(Migration::awaitsConfirmation)
                                        .<Act>map(move -> new Act.Confirm(move.server()))
                                        .toList())
                        .invoke(() -> moves.stream()
                                .filter(move -> !move.awaitsConfirmation())
                                .findFirst()
                                .ifPresent(move -> {
                                    throw new DriverFailure.Unavailable(
                                            "a cold move of server " + move.server() + " off " + order.member()
                                                    + " ends first, so that it can be confirmed",
                                            null);
                                })))
                .chain(() -> nova.update(
                        service,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("status", "enabled")
                                .put("forced_down", false)))
                .invoke(() -> forget(order.member()));
    }

    void forget(String member) {
        begun.remove(member);
        memory.forget(member);
    }
}
