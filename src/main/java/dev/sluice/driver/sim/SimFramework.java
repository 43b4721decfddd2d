package dev.sluice.driver.sim;

import dev.sluice.driver.DrainMark;
import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import dev.sluice.fleet.Resources;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A framework in memory: it spreads what is wanted over the members that serve, and what does not fit waits. Its calls answer
 * at once, or throw a {@link DriverFailure}. Thread-safe.
 */
final class SimFramework {

    private final SimSettings settings;
    private final Clock clock;
    private final TreeMap<String, SimMember> members = new TreeMap<>();
    /** Work that runs on one member, beside what the demand spreads. */
    private final Map<String, Integer> placed = new HashMap<>();

    private double more;
    private Optional<Instant> waitsSince = Optional.empty();

    SimFramework(SimSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    SimSettings settings() {
        return settings;
    }

    // --- What its members and users do -------------------------------------------------------------------------------

    synchronized void startWorker(String name) {
        member(name).worker = true;
        spread(clock.instant());
    }

    /** What ran there is gone; the framework forgets a member that it had not drained. */
    synchronized void stopWorker(String name) {
        SimMember member = member(name);
        member.worker = false;
        member.endWork();
        placed.remove(name);
        spread(clock.instant());
    }

    synchronized void startWork(String name) {
        placed.merge(name, 1, Integer::sum);
        spread(clock.instant());
    }

    synchronized void endWork() {
        placed.clear();
        more = 0;
        members.values().forEach(SimMember::endWork);
    }

    synchronized void want(double nodes) {
        more += nodes;
    }

    synchronized void drainByHand(String name, String reason) {
        member(name).drain(reason, clock.instant());
    }

    /** How busy a member is, 0 to 1. */
    synchronized double load(String name) {
        SimMember member = members.get(name);
        return member == null ? 0 : Math.min(1, (double) member.running(clock.instant()) / SimMember.ROOM);
    }

    // --- What a driver asks ------------------------------------------------------------------------------------------

    synchronized Observation observe() {
        Instant now = clock.instant();
        double waits = spread(now);
        List<Observation.Member> seen = new ArrayList<>(members.size());
        Resources running = Resources.NONE;
        int serving = 0;
        for (SimMember member : members.values()) {
            if (member.presence() != Presence.ABSENT) {
                Observation.Member one = member.seen(settings.node(), now);
                seen.add(one);
                running = running.plus(one.used());
                serving += member.presence() == Presence.SERVING ? 1 : 0;
            }
        }
        waitsSince = waits > 0 ? Optional.of(waitsSince.orElse(now)) : Optional.empty();
        List<Observation.Pending> pending = waits > 0
                ? List.of(new Observation.Pending(
                        "backlog", "work without a node", settings.node().times(waits), waitsSince, Optional.empty()))
                : List.of();
        return new Observation(
                now, seen, new Observation.Demand(running, settings.node().times(serving), pending));
    }

    synchronized void drain(MemberOrder order) {
        SimMember member = members.get(order.member());
        if (member == null || (member.presence() == Presence.ABSENT && !member.released)) {
            throw new DriverFailure.NotFound(settings.framework() + " does not list a member " + order.member());
        }
        fence(order, member);
        if (SimChance.of("refuse" + order.operation(), order.member()) * 100
                < settings.odds().refused()) {
            throw new DriverFailure.Refused(settings.framework() + " will not drain " + order.member()
                    + ": its work must not be interrupted (simulated, options.refused-percent)");
        }
        Instant now = clock.instant();
        spread(now);
        member.drain(DrainMark.of(order).text(), now);
    }

    synchronized DrainProgress progress(MemberOrder order) {
        SimMember member = members.get(order.member());
        Instant now = clock.instant();
        int running = member == null ? 0 : member.running(now);
        if (member == null || running == 0) {
            return DrainProgress.EMPTY;
        }
        String why = member.isStuck() && running == 1
                ? "does not end by itself (simulated, options.stuck-percent)"
                : "still runs";
        List<DrainProgress.Blocker> blockers = new ArrayList<>();
        for (int piece = 1; piece <= running; piece++) {
            blockers.add(new DrainProgress.Blocker("piece " + piece + " on " + order.member(), why));
        }
        return new DrainProgress(false, running, blockers, Optional.of(member.left(now)));
    }

    synchronized void release(MemberOrder order) {
        SimMember member = members.get(order.member());
        if (member == null) {
            return;
        }
        fence(order, member);
        if (order.workerStopped()) {
            return;
        }
        Instant now = clock.instant();
        int running = member.running(now);
        if (running > 0 && !order.force()) {
            throw new DriverFailure.Refused(
                    order.member() + " still runs " + running + " pieces of work; wait, or force");
        }
        member.endWork();
        placed.remove(member.name);
        member.drain(DrainMark.of(order).text(), now);
        member.released = true;
    }

    synchronized void admit(MemberOrder order) {
        SimMember member = members.get(order.member());
        if (member != null) {
            fence(order, member);
            Instant now = clock.instant();
            member.resume(now);
            spread(now);
        }
    }

    synchronized Presence confirm(String name) {
        SimMember member = members.get(name);
        return member == null ? Presence.ABSENT : member.presence();
    }

    // --- Within ------------------------------------------------------------------------------------------------------

    private SimMember member(String name) {
        return members.computeIfAbsent(
                name,
                n -> new SimMember(
                        n,
                        settings.times().drain(),
                        SimChance.of("stuck", n) * 100 < settings.odds().stuck()));
    }

    private static void fence(MemberOrder order, SimMember member) {
        Optional<DriverFailure.Refused> refusal = member.drainReason().flatMap(why -> DrainMark.fence(order, why));
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /** Gives the members that serve their parts of what is wanted; the nodes' worth that does not fit. */
    private double spread(Instant now) {
        double wanted = settings.demand().at(now) + more;
        List<SimMember> serving = new ArrayList<>(members.size());
        int draining = 0;
        for (SimMember member : members.values()) {
            switch (member.presence()) {
                case SERVING -> serving.add(member);
                case DRAINING -> draining += member.running(now);
                case ABSENT, DOWN -> {}
            }
        }
        int pieces = Math.max(0, (int) Math.round(wanted * SimMember.ROOM) - draining);
        int fitting = Math.min(pieces, serving.size() * SimMember.ROOM);
        for (int i = 0; i < serving.size(); i++) {
            SimMember member = serving.get(i);
            int part = (int) ((long) fitting * (i + 1) / serving.size() - (long) fitting * i / serving.size());
            member.pieces = Math.min(SimMember.ROOM, part + placed.getOrDefault(member.name, 0));
        }
        return (double) (pieces - fitting) / SimMember.ROOM;
    }
}
