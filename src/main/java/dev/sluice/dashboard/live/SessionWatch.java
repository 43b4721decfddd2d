package dev.sluice.dashboard.live;

import dev.sluice.security.SocketAccess;
import dev.sluice.security.SocketAccess.Opener;
import io.quarkus.websockets.next.CloseReason;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Closes the pages whose token or session has ended elsewhere. Each is looked at once in {@value #ROUNDS} rounds; all pages
 * of one together, and those of different ones in different rounds, so that ten thousand pages do not all ask at once.
 */
@Singleton
class SessionWatch {

    static final int ROUNDS = 30;

    /** The session has ended; the page leads to the sign-in. As Quarkus does when it expires. */
    static final CloseReason SIGNED_OUT = new CloseReason(1008, "signed out");

    private static final Logger LOG = Logger.getLogger(SessionWatch.class);

    private final Function<Opener, Uni<Boolean>> isGood;
    private int round;

    @Inject
    SessionWatch(SocketAccess access) {
        this(access::isGood);
    }

    SessionWatch(Function<Opener, Uni<Boolean>> isGood) {
        this.isGood = isGood;
    }

    /** One round; to be called every second. */
    void look(Collection<Viewer> viewers) {
        round = (round + 1) % ROUNDS;
        viewers.stream()
                .filter(viewer -> Math.floorMod(viewer.opener().hashCode(), ROUNDS) == round)
                .collect(Collectors.groupingBy(Viewer::opener))
                .forEach(this::check);
    }

    private void check(Opener opener, List<Viewer> viewers) {
        isGood.apply(opener)
                .subscribe()
                .with(
                        good -> {
                            if (!good) {
                                viewers.forEach(viewer -> viewer.close(SIGNED_OUT));
                            }
                        },
                        failure -> LOG.debugf("Sessions are not checked: %s", failure.getMessage()));
    }
}
