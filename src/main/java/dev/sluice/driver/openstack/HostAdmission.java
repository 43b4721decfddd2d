package dev.sluice.driver.openstack;

import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.MemberOrder;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives hosts back to Nova's scheduler, and says when they serve.
 *
 * <p>Nova takes a host for up as long as its last heartbeat is recent, also when the process that sent it has been stopped since.
 * So an admitted host serves once its service has reported after that. Which hosts that is waited for is in memory only: after a
 * restart of Sluice Nova's own word is taken.
 */
final class HostAdmission {

    private final Nova nova;
    private final Placement placement;
    private final HostBook book;
    private final HostDrain drain;

    /** When the services of admitted hosts were last updated, as Nova tells it: by the admission, so far. */
    private final Map<String, String> unheard = new ConcurrentHashMap<>();

    HostAdmission(Nova nova, Placement placement, HostBook book, HostDrain drain) {
        this.nova = nova;
        this.placement = placement;
        this.book = book;
        this.drain = drain;
    }

    Uni<Void> admit(MemberOrder order) {
        return nova.service(order.member()).chain(found -> {
            if (found.isEmpty()) {
                // It makes its own entry when it starts.
                return Uni.createFrom().voidItem();
            }
            ComputeService service = found.get();
            HostDrain.requireOurs(order, service);
            if (service.enabled()) {
                drain.forget(service.host());
                // Perhaps by an admission whose answer was lost.
                unheard.computeIfPresent(service.host(), (host, before) -> service.updatedAt());
                return Uni.createFrom().voidItem();
            }
            unheard.put(service.host(), service.updatedAt());
            return drain.undo(order, service)
                    .chain(() -> nova.service(order.member()))
                    .invoke(after -> after.ifPresent(s -> unheard.put(s.host(), s.updatedAt())))
                    .replaceWithVoid();
        });
    }

    Uni<Presence> confirm(String member) {
        return nova.service(member).chain(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().item(Presence.ABSENT);
            }
            ComputeService service = found.get();
            Presence presence = service.presence(true);
            if (presence != Presence.SERVING) {
                return Uni.createFrom().item(presence);
            }
            if (!heard(service)) {
                return Uni.createFrom().item(Presence.DOWN);
            }
            return placeable(service).map(service::presence);
        });
    }

    private boolean heard(ComputeService service) {
        if (service.updatedAt().equals(unheard.get(service.host()))) {
            return false;
        }
        unheard.remove(service.host());
        return true;
    }

    /** The scheduler can use it: it is mapped to a cell, has an inventory, and placement was told that it is enabled. */
    private Uni<Boolean> placeable(ComputeService service) {
        return book.provider(service).chain(provider -> provider.map(uuid -> Uni.combine()
                        .all()
                        .unis(placement.capacity(uuid), placement.disabled(uuid))
                        .with((capacity, disabled) -> capacity.cores() > 0 && !disabled))
                .orElseGet(() -> Uni.createFrom().item(false)));
    }
}
