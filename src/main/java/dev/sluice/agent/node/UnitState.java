package dev.sluice.agent.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What {@code systemctl show} says of one unit.
 *
 * @param load {@code loaded}, {@code not-found}, {@code masked} …
 * @param active for example {@code failed} or {@code activating}
 * @param sub the finer state, for example {@code running} or {@code auto-restart}
 * @param file whether systemd starts it at boot, for example {@code enabled} or {@code static}
 * @param mainPid 0 when it has no main process
 * @param tasks processes and threads in its control group; 0 when there are none
 * @param result why it last ended, {@code success} or for example {@code exit-code}
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html">The D-Bus API of
 *     systemd</a>
 */
record UnitState(
        String id, String load, String active, String sub, String file, long mainPid, long tasks, String result) {

    static final String PROPERTIES = "Id,LoadState,ActiveState,SubState,UnitFileState,MainPID,TasksCurrent,Result";

    /** One per unit, in the order of the command line; blocks of {@code key=value} with an empty line between them. */
    static List<UnitState> of(String output) {
        List<UnitState> units = new ArrayList<>();
        Map<String, String> block = new TreeMap<>();
        for (String line : (output + "\n\n").lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                block.put(line.substring(0, equals), line.substring(equals + 1));
            } else if (block.containsKey("Id") && block.containsKey("ActiveState")) {
                units.add(of(block));
                block.clear();
            }
        }
        return units;
    }

    private static UnitState of(Map<String, String> block) {
        return new UnitState(
                block.getOrDefault("Id", ""),
                block.getOrDefault("LoadState", ""),
                block.getOrDefault("ActiveState", ""),
                block.getOrDefault("SubState", ""),
                block.getOrDefault("UnitFileState", ""),
                number(block.getOrDefault("MainPID", "0")),
                number(block.getOrDefault("TasksCurrent", "0")),
                block.getOrDefault("Result", ""));
    }

    /** Without tasks the number is {@code [not set]}, or, by older versions, all bits set. */
    private static long number(String text) {
        try {
            long number = Long.parseUnsignedLong(text);
            return number < 0 ? 0 : number;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    boolean runs() {
        return active.equals("active");
    }

    /** Whether nothing of it runs, also no process that its stop has left behind. */
    boolean gone() {
        return (active.equals("inactive") || active.equals("failed")) && mainPid == 0 && tasks == 0;
    }

    /** Why it must not be started: it is not there, or systemd would start it at boot whatever the ledger says. */
    Optional<String> obstacle() {
        if (!load.equals("loaded")) {
            return Optional.of("unit " + id + " is " + load + "; install it, or unmask it, or correct the key units");
        }
        if (file.equals("enabled") || file.equals("enabled-runtime")) {
            return Optional.of("unit " + id + " is enabled, so systemd would start it at boot without being asked;"
                    + " run: systemctl disable " + id);
        }
        return Optional.empty();
    }

    /** For people. */
    String text() {
        return id + " is " + active + " (" + sub + ")" + (mainPid == 0 ? "" : ", pid " + mainPid)
                + (tasks == 0 || mainPid != 0 ? "" : ", " + tasks + " tasks left")
                + (result.isEmpty() || result.equals("success") ? "" : ", result " + result);
    }
}
