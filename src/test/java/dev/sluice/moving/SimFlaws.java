package dev.sluice.moving;

import dev.sluice.driver.FrameworkDriver;
import dev.sluice.fleet.Framework;
import java.time.Duration;
import java.util.List;

/** Ways to break the code under test on purpose, at its seams. The default breaks nothing. */
interface SimFlaws {

    SimFlaws NONE = new SimFlaws() {};

    default FrameworkDriver in(FrameworkDriver driver) {
        return driver;
    }

    default MovingConfig in(MovingConfig config) {
        return config;
    }

    /** What a server takes for its configured frameworks. */
    default List<Framework> in(List<Framework> frameworks) {
        return frameworks;
    }

    /** What automatic operations take for the dwell. */
    default Duration dwell(Duration configured) {
        return configured;
    }

    /** Whether the journal answers that it has written {@code event}, and has not. */
    default boolean forgets(MoveEvent event) {
        return false;
    }

    /** Whether what is asked of a framework arrives a second time, long after. */
    default boolean echoes() {
        return false;
    }

    /** Nodes that each framework always keeps; not far below what it begins with, so that it matters. */
    default int guarantee() {
        return 50;
    }

    /** Whether agents say that a worker has stopped that runs on. */
    default boolean agentsLie() {
        return false;
    }
}
