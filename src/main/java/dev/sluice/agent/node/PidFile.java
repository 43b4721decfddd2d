package dev.sluice.agent.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which process the agent has started, so that the next agent finds it again and starts no second one. */
final class PidFile {

    private final Path file;

    PidFile(Path file) {
        this.file = file;
    }

    void write(Processes.Child child) throws IOException {
        DurableFile.write(file, Json.write(Json.fields("pid", child.pid(), "birth", child.birth())));
    }

    void clear() throws IOException {
        Files.deleteIfExists(file);
    }

    /** The process, if it still lives. A damaged file counts as none: what was started is still found by its tag. */
    Optional<Processes.Child> find(Processes processes) throws IOException {
        Optional<String> text = DurableFile.read(file);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Json.Obj json = Json.readObject(text.get());
            return json.text("birth").flatMap(birth -> processes.find(json.whole("pid"), birth));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
