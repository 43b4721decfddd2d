package dev.sluice.cli;

/** What comes after an operation has started: follow it, or say how to. */
record Follow(SluiceCommand sluice, Client client) {

    /** @return the exit code: 0 when not watched, or when it ended in {@code success} */
    int afterStart(String operation, boolean watch, String success) {
        if (watch) {
            return watch(operation, success);
        }
        if (!sluice.forPrograms()) {
            sluice.terminal().line("Follow it: ./sluice operations " + operation + " --watch" + sluice.repeated());
        }
        return 0;
    }

    int watch(String operation, String success) {
        if (sluice.forPrograms()) {
            throw new Fault(
                    Fault.USAGE,
                    "--watch is for people; with --output json ask for 'operations " + operation + "' again.");
        }
        var ended = new Watch(client, sluice.terminal(), sluice.clock()).follow(operation);
        return success.equals(ended.status()) || "DONE".equals(ended.status()) ? 0 : Fault.REFUSED;
    }
}
