package dev.sluice.driver;

import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.fleet.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One reading of a framework: who serves in it, and what it would like to run. */
public record Observation(Instant at, List<Member> members, Demand demand) {

    public Observation {
        members = List.copyOf(members);
    }

    /**
     * One node as its framework sees it.
     *
     * @param running pieces of work on it now (executors, containers, servers)
     * @param drainMark who drains it, if anybody does and the framework can tell, for example {@code sluice:op-7}
     */
    public record Member(
            String name,
            Presence presence,
            Resources capacity,
            Resources used,
            int running,
            Optional<String> drainMark) {}

    /**
     * What the framework runs and would run.
     *
     * @param running work that has its resources
     * @param usable capacity of the members that serve
     * @param pending work that waits for resources
     */
    public record Demand(Resources running, Resources usable, List<Pending> pending) {

        public static final Demand NONE = new Demand(Resources.NONE, Resources.NONE, List.of());

        public Demand {
            pending = List.copyOf(pending);
        }
    }

    /**
     * Work that waits.
     *
     * @param id stable over observations
     * @param since when it began to wait, as far as the framework tells
     * @param blockedBy what else than capacity holds it back (a quota, a licence, a constraint); more nodes would not help
     */
    public record Pending(
            String id, String title, Resources wants, Optional<Instant> since, Optional<String> blockedBy) {}
}
