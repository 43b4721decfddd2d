package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the rest of the server may ask of moving. */
public interface Operations {

    /** Checks both ends and says what would move; touches nothing. */
    Uni<Plan> plan(Request request);

    /**
     * Starts an operation. Completes once it is journalled, not when it has ended.
     *
     * <p>Fails with {@link Rejected} when the pre-flight finds a problem; nothing was touched then.
     */
    Uni<Operation> start(Request request, String actor);

    Uni<Optional<Operation>> find(OperationId id);

    /** Running ones first, then ended ones by age, newest first. */
    Uni<List<Operation>> recent(int limit);

    /**
     * What is asked for.
     *
     * @param from the donor; empty for the reservoir
     * @param to the taker; empty for the reservoir
     * @param count how many; ignored when {@code nodes} is not empty
     * @param nodes which ones; empty to let Sluice choose
     * @param reason why; must not be blank
     */
    record Request(Optional<FrameworkId> from, Optional<FrameworkId> to, int count, List<NodeId> nodes, String reason) {

        public Request {
            nodes = List.copyOf(nodes);
        }
    }

    /** The pre-flight's answer; it may start when there is no problem. */
    record Plan(Request request, List<NodeId> nodes, List<Problem> problems) {

        public Plan {
            nodes = List.copyOf(nodes);
            problems = List.copyOf(problems);
        }
    }

    /** One thing in the way: a stable code and a sentence. */
    record Problem(String code, String sentence) {}

    /** A request that the pre-flight refused. */
    final class Rejected extends RuntimeException {
        private final transient List<Problem> problems;

        public Rejected(List<Problem> problems) {
            super(problems.getFirst().sentence());
            this.problems = List.copyOf(problems);
        }

        public List<Problem> problems() {
            return problems;
        }
    }

    /** An operation as it is now. */
    record Operation(
            OperationId id,
            Optional<FrameworkId> from,
            Optional<FrameworkId> to,
            String reason,
            String actor,
            Status status,
            Instant createdAt,
            Optional<Instant> endedAt,
            Totals totals,
            List<Move> moves) {

        public Operation {
            moves = List.copyOf(moves);
        }

        /** RUNNING until every move has ended; then what became of them. */
        public enum Status {
            RUNNING,
            DONE,
            PARTLY_DONE,
            UNDONE,
            FAILED,
            STUCK
        }
    }

    /**
     * One node's move as it is now.
     *
     * @param state the name of its {@code MoveState}
     * @param note what went wrong, in words
     * @param code the same for programs; for a stuck move, why it is stuck
     * @param possible what a person may do about it now
     * @param steps in order, with what is left
     */
    record Move(
            NodeId node,
            String state,
            Instant since,
            Optional<Instant> deadline,
            Optional<Integer> remaining,
            Optional<Duration> eta,
            List<String> blockers,
            Optional<String> note,
            Optional<String> code,
            Set<Control.Kind> possible,
            List<Step> steps) {

        public Move {
            blockers = List.copyOf(blockers);
            possible = Set.copyOf(possible);
            steps = List.copyOf(steps);
        }
    }

    /** One step of a move. */
    record Step(String name, State state, Optional<Instant> startedAt, Optional<Instant> endedAt) {
        /** How far the step is. */
        public enum State {
            WAITING,
            RUNNING,
            DONE,
            FAILED,
            UNDONE
        }
    }
}
