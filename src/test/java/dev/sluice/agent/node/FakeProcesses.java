package dev.sluice.agent.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Processes that live and die as a test says. */
final class FakeProcesses implements Processes {

    final List<FakeChild> all = new ArrayList<>();
    boolean endOnTerm = true;
    boolean endOnKill = true;

    @Nullable
    String startError;

    @Override
    public Child start(Launch launch) throws IOException {
        if (startError != null) {
            throw new IOException(startError);
        }
        return add(launch.tag(), null);
    }

    FakeChild add(String tag, @Nullable FakeChild parent) {
        FakeChild child = new FakeChild(this, 100 + all.size(), tag, parent);
        all.add(child);
        return child;
    }

    @Override
    public Optional<Child> find(long pid, String birth) {
        return all.stream()
                .filter(child ->
                        child.alive && child.pid == pid && child.birth().equals(birth))
                .map(Child.class::cast)
                .findFirst();
    }

    @Override
    public List<Child> tagged(String tag) {
        return all.stream()
                .filter(child -> child.alive && child.tag.equals(tag))
                .map(Child.class::cast)
                .toList();
    }

    long alive() {
        return all.stream().filter(child -> child.alive).count();
    }

    FakeChild last() {
        return all.getLast();
    }

    static final class FakeChild implements Child {
        final List<String> signals = new ArrayList<>();
        private final FakeProcesses all;
        private final long pid;
        private final String tag;
        private final @Nullable FakeChild parent;
        private boolean alive = true;
        private int exitCode;

        FakeChild(FakeProcesses all, long pid, String tag, @Nullable FakeChild parent) {
            this.all = all;
            this.pid = pid;
            this.tag = tag;
            this.parent = parent;
        }

        void exit(int code) {
            alive = false;
            exitCode = code;
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public String birth() {
            return "born-" + pid;
        }

        @Override
        public boolean alive() {
            return alive;
        }

        @Override
        public OptionalInt exitCode() {
            return alive ? OptionalInt.empty() : OptionalInt.of(exitCode);
        }

        @Override
        public List<Child> descendants() {
            return all.all.stream()
                    .filter(child -> child.alive && child.parent == this)
                    .map(Child.class::cast)
                    .toList();
        }

        @Override
        public void signal(String name) {
            signals.add(name);
            if ((name.equals("KILL") && all.endOnKill) || (!name.equals("KILL") && all.endOnTerm)) {
                exit(143);
            }
        }

        @Override
        public String toString() {
            return "pid " + pid;
        }
    }
}
