package dev.sluice.driver.openstack;

import dev.sluice.driver.DrainMark;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.MemberOrder;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Lets go of empty hosts.
 *
 * <p>First the service is forced down, still disabled, so that nothing in Nova counts on it while its process ends. Only once
 * the agent has proven the stop may the entry be deleted: a process that lives makes it anew within a minute, as a resource
 * provider without a service.
 */
final class HostRelease {

    /** What becomes of the entry of a service that has been let go. */
    enum Entry {
        /** Deleted, unless the host is in an aggregate: only hands could bring it back in there. */
        AUTO,
        DELETE,
        KEEP
    }

    private final Nova nova;
    private final Placement placement;
    private final HostBook book;
    private final HostDrain drain;
    private final Entry entry;

    HostRelease(Nova nova, Placement placement, HostBook book, HostDrain drain, Entry entry) {
        this.nova = nova;
        this.placement = placement;
        this.book = book;
        this.drain = drain;
        this.entry = entry;
    }

    Uni<Void> release(MemberOrder order) {
        return nova.service(order.member()).chain(found -> {
            if (found.isEmpty()) {
                return order.workerStopped()
                        ? noZombie(order)
                        : Uni.createFrom().voidItem();
            }
            ComputeService service = found.get();
            HostDrain.requireOurs(order, service);
            if (order.workerStopped()) {
                return tidied(order, service);
            }
            if (service.enabled()) {
                return Uni.createFrom()
                        .failure(new DriverFailure.Refused(
                                order.member() + " still takes servers in Nova; drain it first"));
            }
            return drain.holding(service).chain(held -> {
                if (held.isEmpty()) {
                    return forcedDown(order, service);
                }
                return Uni.createFrom()
                        .failure(
                                order.force()
                                        ? new DriverFailure.Unsupported("the servers of " + order.member()
                                                + " cannot be ended by force: " + held.get()
                                                + "; move or delete them, or wait")
                                        : new DriverFailure.Refused(order.member() + " still holds " + held.get()
                                                + "; wait until it is empty"));
            });
        });
    }

    private Uni<Void> forcedDown(MemberOrder order, ComputeService service) {
        boolean so = service.released() && service.mark().equals(Optional.of(DrainMark.of(order)));
        return so
                ? Uni.createFrom().voidItem()
                : nova.update(service, HostDrain.disabled(order).put("forced_down", true));
    }

    /** The process has ended; also that of a host which had only just come and was never drained. */
    private Uni<Void> tidied(MemberOrder order, ComputeService service) {
        return nova.serversOn(order.member())
                .invoke(servers -> servers.stream().findFirst().ifPresent(server -> {
                    throw new DriverFailure.Refused("the compute service of " + order.member()
                            + " was stopped while server " + server.title() + " is there; start it again and drain it");
                }))
                .chain(() -> forcedDown(order, service))
                .chain(() -> deletes(order.member()))
                .chain(delete -> delete ? deleted(service) : Uni.createFrom().voidItem())
                .invoke(() -> drain.forget(order.member()));
    }

    private Uni<Boolean> deletes(String member) {
        return switch (entry) {
            case DELETE -> Uni.createFrom().item(true);
            case KEEP -> Uni.createFrom().item(false);
            case AUTO -> nova.aggregates(member).map(aggregates -> aggregates.isEmpty());
        };
    }

    private Uni<Void> deleted(ComputeService service) {
        return book.provider(service).chain(provider -> nova.delete(service)
                .onFailure(DriverFailure.NotFound.class)
                .recoverWithNull()
                .chain(() -> provider.map(placement::delete)
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                .onFailure(HostRelease::bookedByDeadMoves)
                .recoverWithNull());
    }

    /**
     * A host that died in the middle of moves leaves records of them, which keep Nova from deleting its service until it has
     * started once more. Disabled and forced down it does no harm.
     */
    private static boolean bookedByDeadMoves(Throwable failure) {
        return failure instanceof DriverFailure.Refused
                && String.valueOf(failure.getMessage()).contains("in-progress migrations");
    }

    /** A service that is gone may have left a provider behind, if its process outlived it. */
    private Uni<Void> noZombie(MemberOrder order) {
        return Uni.combine()
                .all()
                .unis(placement.named(order.member()), nova.providers())
                .asTuple()
                .chain(both -> both.getItem1()
                        .filter(provider -> !both.getItem2().containsValue(provider))
                        .map(placement::delete)
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }
}
