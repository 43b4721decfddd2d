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
     * @param prepared the framework that the node was made ready for under this epoch, as was wished
     */
    record Actual(Optional<String> role, Worker.State state, long epoch, String proof, Optional<String> prepared) {

        /** Whether a reader would take the two for the same; the proof's text alone does not count. */
        boolean saysTheSameAs(Actual other) {
            return role.equals(other.role)
                    && state == other.state
                    && epoch == other.epoch
                    && prepared.equals(other.prepared);
        }

        Map<String, ?> fields() {
            return Json.fields(
                    "role", role, "state", state.name(), "epoch", epoch, "proof", proof, "prepared", prepared);
        }
    }

    private final Map<String, Worker> workers;

    Roles(Map<String, Worker> workers) {
        this.workers = workers;
    }

    /** Takes the next step towards the wish; never waits. */
    Actual step(Wish wish) {
        Optional<String> stays = wish.role().or(wish::prepare);
        Optional<Actual> leaving = Optional.empty();
        for (Map.Entry<String, Worker> entry : workers.entrySet()) {
            if (stays.filter(entry.getKey()::equals).isEmpty()) {
                Worker.Condition condition = entry.getValue().step(Worker.Aim.STOP, wish.epoch());
                if (condition.state() != Worker.State.STOPPED && leaving.isEmpty()) {
                    leaving = Optional.of(of(entry.getKey(), condition, wish));
                }
            }
        }
        return leaving.or(() -> wish.role().map(role -> become(role, wish)))
                .or(() -> wish.prepare().map(role -> prepare(role, wish)))
                .orElseGet(() -> stopped(wish, "no process of any role lives", Optional.empty()));
    }

    private Actual become(String role, Wish wish) {
        Worker worker = workers.get(role);
        return worker == null ? unknown(role, wish) : of(role, worker.step(Worker.Aim.RUN, wish.epoch()), wish);
    }

    private Actual prepare(String role, Wish wish) {
        Worker worker = workers.get(role);
        if (worker == null) {
            return unknown(role, wish);
        }
        Worker.Condition condition = worker.prepare(wish.epoch());
        return condition.state() == Worker.State.STOPPED
                ? stopped(wish, condition.proof(), Optional.of(role))
                : of(role, condition, wish);
    }

    private static Actual of(String role, Worker.Condition condition, Wish wish) {
        return new Actual(Optional.of(role), condition.state(), wish.epoch(), condition.proof(), Optional.empty());
    }

    private static Actual stopped(Wish wish, String proof, Optional<String> prepared) {
        return new Actual(Optional.empty(), Worker.State.STOPPED, wish.epoch(), proof, prepared);
    }

    private Actual unknown(String role, Wish wish) {
        return new Actual(Optional.empty(), Worker.State.FAILED, wish.epoch(), lacks(role), Optional.empty());
    }

    boolean has(String role) {
        return workers.containsKey(role);
    }

    /** That this node has no such role, for people. */
    String lacks(String role) {
        return "this node has no role '" + role + "', only " + workers.keySet();
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
