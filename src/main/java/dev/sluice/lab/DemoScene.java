package dev.sluice.lab;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a demo is about: two frameworks, the nodes that they share, and a load that makes one of them want more.
 *
 * <p>Called in this order, from one thread: {@link #begin}, {@link #settings}, {@link #agents}, {@link #awaitMasters},
 * {@link #awaitWorkers}, {@link #startLoad}, {@link #hints}; then {@link #stopLoad} and {@link #close}, which may come at any
 * time and from another thread.
 */
interface DemoScene extends AutoCloseable {

    /** The first line that is shown. */
    String headline();

    /** What it takes, in words for people, when this machine has less than {@code freeMib}; empty when that is enough. */
    String shortOfMemory(long freeMib);

    /** Whether it runs the frameworks whose jars are fetched. */
    default boolean takesJars() {
        return true;
    }

    /** MiB of heap that the server may take. */
    default int heap() {
        return DemoServer.HEAP;
    }

    /** Starts the frameworks' own processes; may return before they answer. The layout is empty where no jars were fetched. */
    void begin(Optional<LabStore.Layout> layout);

    /** What the server is told. */
    Map<String, String> settings();

    /** One for each node, with a role for each framework that it may serve. */
    List<DemoAgent> agents();

    /** How many agents there are once all have arrived. */
    default int nodes() {
        return agents().size();
    }

    /** Waits until the frameworks answer. */
    void awaitMasters();

    /** Waits until each framework has the nodes that it begins with. */
    void awaitWorkers();

    /** Starts the work. */
    void startLoad();

    /** What to try, one line each. */
    List<String> hints();

    /** Ends the work in order; the frameworks go on. */
    void stopLoad();

    @Override
    void close();
}
