package dev.sluice.agent.node;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The newest wish that this node has seen, on disk before anything is done about it. This is the fence: a wish with an
 * older epoch comes from a server that was deposed, or has been overtaken, and is refused even after a restart.
 */
final class WishStore {

    /** What became of a wish. */
    enum Outcome {
        ACCEPTED,
        /** A newer one was seen. */
        OUTDATED
    }

    private final Path file;
    private Wish current;

    private WishStore(Path file, Wish current) {
        this.file = file;
        this.current = current;
    }

    /**
     * @param first what counts while no wish has been seen
     * @throws IOException when the file cannot be read, or is damaged: without it the fence would be down
     */
    static WishStore open(Path state, Wish first) throws IOException {
        Path file = state.resolve("wish.json");
        try {
            Wish wish =
                    DurableFile.read(file).map(Json::readObject).map(Wish::of).orElse(first);
            return new WishStore(file, wish);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + " is damaged (" + e.getMessage() + "); stop the worker by hand and remove the file", e);
        }
    }

    Wish current() {
        return current;
    }

    /**
     * Takes a wish if it is not older than the newest seen.
     *
     * @throws IOException when it cannot be kept; the wish counts as not taken then
     */
    Outcome offer(Wish wish) throws IOException {
        if (wish.isOlderThan(current)) {
            return Outcome.OUTDATED;
        }
        if (!wish.equals(current)) {
            DurableFile.write(file, wish.toJson());
            current = wish;
        }
        return Outcome.ACCEPTED;
    }
}
