package dev.sluice.lab.jobs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.AMRMClient;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.NMClient;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;

/**
 * Work for a YARN cluster: containers that sleep, asked for by an unmanaged application master, which is this process.
 *
 * <p>Arguments: {@code name=load}, {@code total=8} containers to complete (0: until told to stop), {@code parallel=8}
 * wanted at a time, {@code memory=512} MB each, {@code seconds=20} each. Lines on standard input: {@code want N} changes
 * how many are wanted at a time, {@code stop} ends it once the running ones are done. A container that ends otherwise
 * than well is lost and asked for again. Prints {@code STARTED <container> on <host>} for each and
 * {@code RESULT ok=true completed=8 lost=0} and exits 0.
 */
public final class YarnLoad {

    private static final Priority PRIORITY = Priority.newInstance(1);

    private final AMRMClient<ContainerRequest> resources;
    private final NMClient nodes;
    private final Resource size;
    private final String command;
    private final Deque<ContainerRequest> asked = new ArrayDeque<>();
    private final Set<ContainerId> running = new HashSet<>();
    private int completed;
    private int lost;

    private YarnLoad(AMRMClient<ContainerRequest> resources, NMClient nodes, Resource size, String command) {
        this.resources = resources;
        this.nodes = nodes;
        this.size = size;
        this.command = command;
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options =
                new HashMap<>(Map.of("name", "load", "total", "8", "parallel", "8", "memory", "512", "seconds", "20"));
        for (String arg : args) {
            int equals = arg.indexOf('=');
            options.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        AtomicInteger wanted = new AtomicInteger(Integer.parseInt(options.get("parallel")));
        AtomicBoolean stop = new AtomicBoolean();
        listen(wanted, stop);

        YarnConfiguration conf = new YarnConfiguration();
        YarnClient client = YarnClient.createYarnClient();
        client.init(conf);
        client.start();
        become(client, options.get("name"));

        AMRMClient<ContainerRequest> resources = AMRMClient.createAMRMClient();
        resources.init(conf);
        resources.start();
        resources.registerApplicationMaster("127.0.0.1", 0, "");
        NMClient nodes = NMClient.createNMClient();
        nodes.init(conf);
        nodes.start();
        YarnLoad load = new YarnLoad(
                resources,
                nodes,
                Resource.newInstance(Integer.parseInt(options.get("memory")), 1),
                "sleep " + options.get("seconds"));
        load.run(Integer.parseInt(options.get("total")), wanted, stop);
        resources.unregisterApplicationMaster(FinalApplicationStatus.SUCCEEDED, "", "");
        System.out.println("RESULT ok=true completed=" + load.completed + " lost=" + load.lost);
        System.exit(0);
    }

    private void run(int total, AtomicInteger wanted, AtomicBoolean stop) throws Exception {
        while (total > 0 ? completed < total : !stop.get() || !running.isEmpty()) {
            int left = total > 0 ? total - completed : Integer.MAX_VALUE;
            want(stop.get() && total == 0 ? 0 : Math.min(wanted.get(), left));
            AllocateResponse answer = resources.allocate(total > 0 ? (float) completed / total : 0.5f);
            for (Container container : answer.getAllocatedContainers()) {
                start(container);
            }
            for (ContainerStatus status : answer.getCompletedContainersStatuses()) {
                ended(status);
            }
            Thread.sleep(500);
        }
    }

    /** Asks for more, or takes questions back; what runs already is left to end by itself. */
    private void want(int parallel) {
        while (asked.size() + running.size() < parallel) {
            ContainerRequest request = new ContainerRequest(size, null, null, PRIORITY);
            resources.addContainerRequest(request);
            asked.add(request);
        }
        while (!asked.isEmpty() && asked.size() + running.size() > parallel) {
            resources.removeContainerRequest(asked.remove());
        }
    }

    private void start(Container container) {
        if (asked.isEmpty()) {
            // Granted while the question was being taken back.
            resources.releaseAssignedContainer(container.getId());
            return;
        }
        resources.removeContainerRequest(asked.remove());
        String lab = System.getenv("SLUICE_LAB");
        ContainerLaunchContext launch = ContainerLaunchContext.newInstance(
                null, lab == null ? Map.of() : Map.of("SLUICE_LAB", lab), List.of(command), null, null, null);
        try {
            nodes.startContainer(container, launch);
            running.add(container.getId());
            System.out.println("STARTED " + container.getId() + " on "
                    + container.getNodeId().getHost());
        } catch (YarnException | IOException e) {
            // Its node is on the way out: another one is asked for in the next turn.
            System.out.println("LOST " + container.getId() + " at start: " + e.getMessage());
            lost++;
            resources.releaseAssignedContainer(container.getId());
        }
    }

    private void ended(ContainerStatus status) {
        if (!running.remove(status.getContainerId())) {
            return;
        }
        if (status.getExitStatus() == 0) {
            completed++;
        } else {
            lost++;
            System.out.println("LOST " + status.getContainerId() + " exit " + status.getExitStatus() + ": "
                    + status.getDiagnostics());
        }
    }

    /** Registers this process as the application's master. */
    private static void become(YarnClient client, String name) throws Exception {
        ApplicationSubmissionContext submission = client.createApplication().getApplicationSubmissionContext();
        ApplicationId id = submission.getApplicationId();
        submission.setApplicationName(name);
        submission.setUnmanagedAM(true);
        submission.setQueue("default");
        submission.setAMContainerSpec(ContainerLaunchContext.newInstance(null, null, null, null, null, null));
        submission.setResource(Resource.newInstance(256, 1));
        client.submitApplication(submission);
        Token<AMRMTokenIdentifier> token = client.getAMRMToken(id);
        for (int i = 0; token == null; i++) {
            ApplicationReport report = client.getApplicationReport(id);
            if (i > 300 || report.getYarnApplicationState() == YarnApplicationState.FAILED) {
                throw new IllegalStateException(id + " was not accepted: " + report.getDiagnostics());
            }
            Thread.sleep(100);
            token = client.getAMRMToken(id);
        }
        token.setService(new Text());
        UserGroupInformation.getCurrentUser().addToken(token);
        System.out.println("APPLICATION " + id);
    }

    private static void listen(AtomicInteger wanted, AtomicBoolean stop) {
        Thread reader = new Thread(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith("want ")) {
                        wanted.set(Integer.parseInt(
                                line.substring("want ".length()).trim()));
                    } else if (line.trim().equals("stop")) {
                        stop.set(true);
                    }
                }
            } catch (IOException closed) {
                stop.set(true);
            }
        });
        reader.setDaemon(true);
        reader.start();
    }
}
