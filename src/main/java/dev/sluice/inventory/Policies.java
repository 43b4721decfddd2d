package dev.sluice.inventory;

import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The policies in force. The configuration says what each is at first; people change them while Sluice runs. A change holds
 * whole, on every server and over restarts, until the next one; a change back to the configuration is one too.
 */
public interface Policies {

    /** Of every framework, by id. Never blocks. */
    List<Standing> all();

    /** The changes of one framework, newest first. */
    Uni<List<Change>> changes(FrameworkId framework, int limit);

    /**
     * Changes a policy; the next picture has it.
     *
     * <p>Fails with {@link Outdated} when somebody else has changed it since {@code version}, and then changes nothing.
     *
     * @param version that the change was thought out on; 0 before the first
     * @param after what shall hold; empty for the configuration's
     */
    Uni<Change> change(
            FrameworkId framework, int version, Optional<FrameworkPolicy> after, String actor, String reason);

    /**
     * One framework's policy.
     *
     * @param framework with the policy in force
     * @param configured what the configuration says
     * @param newest change; empty before the first
     */
    record Standing(Framework framework, FrameworkPolicy configured, Optional<Change> newest) {

        /** 0 before the first change. */
        public int version() {
            return newest.map(Change::version).orElse(0);
        }

        /** Whether a person's word holds instead of the configuration's. */
        public boolean changed() {
            return newest.flatMap(Change::after).isPresent();
        }
    }

    /**
     * Who changed a policy, when and why.
     *
     * @param version counts the changes of the framework, from 1
     * @param after what holds from then on; empty for the configuration's
     */
    record Change(
            FrameworkId framework,
            int version,
            Instant at,
            String actor,
            String reason,
            FrameworkPolicy before,
            Optional<FrameworkPolicy> after) {}

    /** Somebody was faster. */
    final class Outdated extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Outdated(FrameworkId framework) {
            super("The policy of " + framework + " has been changed in the meantime, so nothing was changed now;"
                    + " look at it again.");
        }
    }
}
