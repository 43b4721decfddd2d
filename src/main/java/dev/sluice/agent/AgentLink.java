package dev.sluice.agent;

import io.smallrye.mutiny.Uni;

/** One open connection of an agent. */
interface AgentLink {

    /** Why the server ends a connection; agents slow down on all of these. */
    enum End {
        BAD_FRAME(4400),
        REVOKED(4401),
        OTHER_NODE(4403),
        REPLACED(4409);

        private final int code;

        End(int code) {
            this.code = code;
        }

        /** The close code, of the range that RFC 6455 leaves to applications. */
        int code() {
            return code;
        }
    }

    /** Completes when the frame has left; fails when the connection is gone. */
    Uni<Void> send(String frame);

    Uni<Void> end(End why, String sentence);
}
