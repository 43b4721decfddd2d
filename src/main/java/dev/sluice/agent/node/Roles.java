package dev.sluice.agent.node;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** This node's roles: at most one has a worker, and the next starts only when every other has proved that it has none. */
final class Roles {

    /**
     * What is so on this node now.
     *
     * @param role whose worker runs, starts or ends; empty when none does
     * @param epoch of the wish that this is the answer to
     */
    record Actual(Optional<String> role, Worker.State state, long epoch, String proof) {

        /** Whether a reader would take the two for the same; the proof's text alone does not count. */
        boolean saysTheSameAs(Actual other) {
            return role.equals(other.role) && state == other.state && epoch == other.epoch;
        }

        Map<String, ?> fields() {
            return Json.fields("role", role, "state", state.name(), "epoch", epoch, "proof", proof);
        }
    }

    private final Map<String, Worker> workers;

    Roles(Map<String, Worker> workers) {
        this.workers = workers;
    }

    /** Takes the next step towards the wish; never waits. */
    Actual step(Wish wish) {
        Optional<Actual> leaving = Optional.empty();
        for (Map.Entry<String, Worker> entry : workers.entrySet()) {
            if (wish.role().filter(entry.getKey()::equals).isEmpty()) {
                Worker.Condition condition = entry.getValue().step(false);
                if (condition.state() != Worker.State.STOPPED && leaving.isEmpty()) {
                    leaving = Optional.of(new Actual(
                            Optional.of(entry.getKey()), condition.state(), wish.epoch(), condition.proof()));
                }
            }
        }
        return leaving.or(() -> wish.role().map(role -> become(role, wish.epoch())))
                .orElseGet(() -> new Actual(
                        Optional.empty(), Worker.State.STOPPED, wish.epoch(), "no process of any role lives"));
    }

    private Actual become(String role, long epoch) {
        Worker worker = workers.get(role);
        if (worker == null) {
            return new Actual(
                    Optional.empty(),
                    Worker.State.FAILED,
                    epoch,
                    "this node has no role '" + role + "', only " + workers.keySet());
        }
        Worker.Condition condition = worker.step(true);
        return new Actual(Optional.of(role), condition.state(), epoch, condition.proof());
    }

    /** The root of the processes that do a framework's work now, if any do. */
    OptionalLong root() {
        return workers.values().stream()
                .map(Worker::root)
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
    }
}
