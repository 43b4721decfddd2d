package dev.sluice.driver.openstack;

import dev.sluice.driver.DrainProgress.Blocker;
import dev.sluice.driver.openstack.MoveMemory.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The next step of a drain: what to ask Nova for, and what is left with the reason why, the worst first.
 *
 * @param remaining servers and moves that still hold the host
 */
record MigrationPlan(List<Act> acts, List<Blocker> blockers, int remaining) {

    MigrationPlan {
        acts = List.copyOf(acts);
        blockers = List.copyOf(blockers);
    }

    /** Something to ask Nova for. */
    sealed interface Act {
        String server();

        record Live(String server) implements Act {}

        record Cold(String server) implements Act {}

        /** The server has arrived; its place at the source is given up. */
        record Confirm(String server) implements Act {}

        /** @param stuck it was on its way when its host died, which has to be ended first */
        record Evacuate(String server, boolean stuck) implements Act {}
    }

    /**
     * How a host that is being drained stands.
     *
     * @param up whether its compute service answers
     * @param migrations from and to the host
     * @param troubles of servers that would not move, by server
     * @param allowance how many servers may start now
     */
    record Situation(
            String member,
            boolean up,
            List<Server> servers,
            List<Migration> migrations,
            Map<String, Trouble> troubles,
            int allowance) {}

    static MigrationPlan of(Situation situation, MovePolicy policy, Instant now) {
        return new Planning(situation, policy, now).plan();
    }

    /** How bad a blocker is; the order is that of {@link #blockers}. */
    private enum Rank {
        STAYS,
        TROUBLE,
        TURN,
        MOVING
    }

    private static final class Planning {

        private final Situation situation;
        private final MovePolicy policy;
        private final Instant now;
        private final List<Act> acts = new ArrayList<>();
        private final Map<Rank, List<Blocker>> blockers = new HashMap<>();
        private int starting;
        private int remaining;

        Planning(Situation situation, MovePolicy policy, Instant now) {
            this.situation = situation;
            this.policy = policy;
            this.now = now;
        }

        MigrationPlan plan() {
            Set<String> here = new HashSet<>();
            // The largest first, while the others still have the most room.
            situation.servers.stream()
                    .sorted(Comparator.comparingDouble(
                                    (Server server) -> server.size().memoryBytes())
                            .reversed()
                            .thenComparing(Server::id))
                    .forEach(server -> {
                        here.add(server.id());
                        server(server);
                    });
            for (Migration move : situation.migrations) {
                move(move, here.contains(move.server()));
            }
            List<Blocker> all = new ArrayList<>();
            for (Rank rank : Rank.values()) {
                all.addAll(blockers.getOrDefault(rank, List.of()));
            }
            return new MigrationPlan(acts, all, remaining);
        }

        private void server(Server server) {
            remaining++;
            Optional<Migration> under = situation.migrations.stream()
                    .filter(move -> move.server().equals(server.id()) && !move.ended() && !move.awaitsConfirmation())
                    .findFirst();
            if (under.isPresent() || server.taskState().isPresent()) {
                busy(server, under);
                return;
            }
            Optional<String> stays = policy.stays(server);
            if (stays.isPresent()) {
                block(Rank.STAYS, server.title(), stays.get());
                return;
            }
            if (situation.up) {
                alive(server);
            } else {
                dead(server, false);
            }
        }

        /** Nova is at it; on a dead host nobody is, except for an evacuation, which runs elsewhere. */
        private void busy(Server server, Optional<Migration> under) {
            boolean stuck = !situation.up
                    && server.taskState().filter("migrating"::equals).isPresent()
                    && under.filter(move -> move.kind() == Migration.Kind.EVACUATION)
                            .isEmpty();
            if (stuck && policy.stays(server).isEmpty()) {
                dead(server, true);
                return;
            }
            String task =
                    server.taskState().map(state -> state.replace('_', ' ')).orElse("moving");
            String where = under.flatMap(Migration::target)
                    .map(target -> " to " + target)
                    .orElse("");
            String far = under.flatMap(Migration::percent)
                    .map(percent -> ", " + percent + " % of its memory has arrived")
                    .orElse("");
            block(Rank.MOVING, server.title(), "is under way" + where + " (" + task + far + ")");
        }

        private void dead(Server server, boolean stuck) {
            if (!policy.evacuate()) {
                block(
                        Rank.STAYS,
                        server.title(),
                        "its host is down; bring the host up again, or see that it is off for good and set"
                                + " options.evacuate=true");
                return;
            }
            if (!Set.of("active", "stopped", "error").contains(server.vmState())) {
                block(
                        Rank.STAYS,
                        server.title(),
                        "is " + server.vmState() + " on a dead host; Nova cannot evacuate that");
                return;
            }
            start(server, new Act.Evacuate(server.id(), stuck), "is built anew on another host");
        }

        private void alive(Server server) {
            switch (server.vmState()) {
                case "active" ->
                    start(
                            server,
                            policy.cold(server) ? new Act.Cold(server.id()) : new Act.Live(server.id()),
                            "begins to move");
                case "paused" -> start(server, new Act.Live(server.id()), "begins to move");
                case "stopped" -> start(server, new Act.Cold(server.id()), "begins to move, switched off as it is");
                case "shelved" ->
                    block(Rank.STAYS, server.title(), "is shelved but still on the host; offload or unshelve it");
                default ->
                    block(
                            Rank.STAYS,
                            server.title(),
                            "is " + server.vmState() + ", and Nova moves no server in that state; repair or delete it");
            }
        }

        private void start(Server server, Act act, String begins) {
            Trouble trouble = situation.troubles.get(server.id());
            if (trouble != null && now.isBefore(trouble.notBefore())) {
                long wait =
                        Math.max(1, Duration.between(now, trouble.notBefore()).toSeconds());
                block(
                        Rank.TROUBLE,
                        server.title(),
                        "would not move: " + trouble.why() + " (tried " + trouble.times()
                                + (trouble.times() == 1 ? " time" : " times") + ", again in " + wait + " s)");
                return;
            }
            if (starting >= situation.allowance) {
                block(Rank.TURN, server.title(), "waits for its turn to move");
                return;
            }
            starting++;
            acts.add(act);
            block(Rank.MOVING, server.title(), begins);
        }

        /** Moves of servers that the host does not list, or lists no more. */
        private void move(Migration move, boolean listed) {
            if (move.awaitsConfirmation()) {
                if (!move.source().equals(situation.member)) {
                    return;
                }
                remaining++;
                if (move.kind() == Migration.Kind.RESIZE) {
                    block(Rank.STAYS, move.server(), "was resized away; its owner has to confirm or revert that");
                } else {
                    acts.add(new Act.Confirm(move.server()));
                    block(Rank.MOVING, move.server(), "has moved, and is being confirmed");
                }
            } else if (!move.ended() && !listed && situation.up) {
                remaining++;
                boolean leaves = move.source().equals(situation.member);
                block(Rank.MOVING, move.server(), leaves ? "is about to have left" : "is on its way here");
            }
        }

        private void block(Rank rank, String work, String why) {
            blockers.computeIfAbsent(rank, key -> new ArrayList<>()).add(new Blocker(work, why));
        }
    }
}
