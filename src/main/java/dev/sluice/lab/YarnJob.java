package dev.sluice.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A load for YARN: containers that sleep; see {@code lab/jobs/YarnLoad.java}. {@code want N} on its standard input
 * changes how many are wanted at a time.
 *
 * @param name of its process and its application
 * @param parallel containers wanted at a time, each 512 MB and 1 vcore
 * @param total to complete; 0 to go on until it is told {@code stop}
 * @param seconds that each runs
 */
public record YarnJob(String name, int parallel, int total, int seconds) {

    /** How it is started on {@code lab}. */
    public LabCommand on(Lab lab) {
        LabStore.Layout layout = lab.layout();
        Path jar = LabJobs.jar(layout, "YarnLoad", layout.yarn());
        List<String> argv = new ArrayList<>(Jvm.command(
                lab.dir(), 96, List.of(), lab.yarn().classPath() + ":" + jar, "dev.sluice.lab.jobs.YarnLoad"));
        argv.addAll(
                List.of("name=" + name, "parallel=" + parallel, "total=" + total, "memory=512", "seconds=" + seconds));
        return new LabCommand(name, argv, Map.of());
    }
}
