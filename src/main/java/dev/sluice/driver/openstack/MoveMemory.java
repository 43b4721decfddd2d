package dev.sluice.driver.openstack;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What has become of the moves off the hosts that are being drained: the pace that follows from it, and for each server that
 * would not move why not and when to try again.
 *
 * <p>Lives in memory only. After a restart of Sluice the pace begins anew and a server that would not move is tried at once;
 * nothing that matters is lost, for Nova keeps the moves themselves.
 */
final class MoveMemory {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Clock clock;
    private final Map<String, Host> hosts = new HashMap<>();
    private Pace pace;

    MoveMemory(Clock clock, Pace pace) {
        this.clock = clock;
        this.pace = pace;
    }

    /**
     * Why a server would not move.
     *
     * @param times how often in a row
     * @param notBefore when it is tried again
     */
    record Trouble(int times, Instant notBefore, String why) {}

    private static final class Host {
        /** Moves whose end is accounted for. */
        private final Set<Long> settled = new HashSet<>();

        private final Map<String, Trouble> troubles = new HashMap<>();
        private int open;
    }

    /**
     * Takes in how the moves off a host stand. Moves that had ended before the first look count for nothing.
     *
     * @return servers whose newest move has failed since the last look
     */
    synchronized Set<String> look(String member, List<Migration> migrations) {
        List<Migration> off =
                migrations.stream().filter(move -> move.source().equals(member)).toList();
        boolean first = !hosts.containsKey(member);
        Host host = hosts.computeIfAbsent(member, name -> new Host());
        Set<String> failed = new HashSet<>();
        for (Migration move : off) {
            boolean over = move.ended() || move.awaitsConfirmation();
            if (over && host.settled.add(move.id()) && !first) {
                if (move.failed()) {
                    pace = pace.afterFailure();
                    failed.add(move.server());
                } else {
                    pace = pace.afterSuccess();
                    host.troubles.remove(move.server());
                }
            }
        }
        host.open = (int) off.stream()
                .filter(move -> !move.ended() && !move.awaitsConfirmation())
                .count();
        return failed;
    }

    /** A server would not move; it is left alone for a while, for longer each time. */
    synchronized void trouble(String member, String server, String why) {
        Host host = hosts.computeIfAbsent(member, name -> new Host());
        int times = Optional.ofNullable(host.troubles.get(server))
                        .map(Trouble::times)
                        .orElse(0)
                + 1;
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times - 1, 6));
        host.troubles.put(
                server,
                new Trouble(
                        times, clock.instant().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause), why));
    }

    synchronized Map<String, Trouble> troubles(String member) {
        Host host = hosts.get(member);
        return host == null ? Map.of() : Map.copyOf(host.troubles);
    }

    /** How many more servers of a host may start now, with what is under way from all hosts. */
    synchronized int allowance() {
        int open = hosts.values().stream().mapToInt(host -> host.open).sum();
        return Math.max(0, pace.atOnce() - open);
    }

    /** Moves that have just been asked for, until the next look finds them. */
    synchronized void started(String member, int moves) {
        hosts.computeIfAbsent(member, name -> new Host()).open += moves;
    }

    /** The host's drain is over, one way or the other. */
    synchronized void forget(String member) {
        hosts.remove(member);
    }
}
