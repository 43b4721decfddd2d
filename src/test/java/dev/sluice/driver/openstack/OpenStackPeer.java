package dev.sluice.driver.openstack;

import dev.sluice.driver.DriverProvider;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.contract.DriverPeer;
import dev.sluice.driver.contract.FaultyLine;
import dev.sluice.driver.contract.RealTimers;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.lab.LabOpenStack;
import dev.sluice.lab.SharedOpenStack;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real cloud whose hosts are the kit's members. What runs there does not want to be moved, as a job of others would. */
public final class OpenStackPeer implements DriverPeer, AutoCloseable {

    private static final Map<String, String> STAYS = Map.of(MovePolicy.METADATA, "no");

    final Operator operator;
    final LabOpenStack cloud;
    private final Vertx vertx = Vertx.vertx();
    private final FaultyLine compute;
    private final FaultyLine placement;
    private final FrameworkDriver driver;
    private int number;

    public OpenStackPeer(LabOpenStack cloud) {
        this.cloud = cloud;
        this.operator = new Operator(vertx, cloud.description());
        this.compute = line(cloud.description().compute());
        this.placement = line(cloud.description().placement());
        this.driver = driver(Map.of());
    }

    private static FaultyLine line(String url) {
        URI uri = URI.create(url);
        return new FaultyLine(uri.getHost(), uri.getPort());
    }

    /** Another driver of the same cloud, with options of its own. */
    FrameworkDriver driver(Map<String, String> more) {
        LabOpenStack.Description where = cloud.description();
        Map<String, String> options = new HashMap<>(Map.of(
                "user", where.user(),
                "project", where.project(),
                "password-file", where.passwordFile().toString()));
        options.putAll(more);
        return driverWith(options);
    }

    /** The same with credentials of its own. */
    FrameworkDriver driverWith(Map<String, String> credentials) {
        LabOpenStack.Description where = cloud.description();
        Map<String, String> options = new HashMap<>(Map.of(
                "compute-url", "http://127.0.0.1:" + compute.port() + "/v2.1",
                "placement-url", "http://127.0.0.1:" + placement.port(),
                "time-limit", "10s"));
        options.putAll(credentials);
        return new OpenStackDriverProvider(vertx, new RealTimers(vertx), Clock.systemUTC())
                .create(new DriverProvider.Settings(
                        new FrameworkId("openstack"), URI.create(where.authUrl()), options));
    }

    /** A second operator, with a token of its own. */
    Operator another() {
        return new Operator(vertx, cloud.description());
    }

    Operator another(String user, String project, String password) {
        return new Operator(
                vertx,
                cloud.description(),
                new Credentials.Password(user, "Default", project, "Default", new SecretSource.Given(password)));
    }

    @Override
    public FrameworkDriver driver() {
        return driver;
    }

    @Override
    public List<String> members() {
        return LabOpenStack.names(SharedOpenStack.HOSTS);
    }

    @Override
    public void reset() {
        disturb(Disturbance.NONE);
        operator.deleteServers();
        operator.deleteAggregates();
        for (String member : members()) {
            cloud.startHost(member);
            await(operator.nova.service(member))
                    .filter(service -> !service.enabled() || service.forcedDown())
                    .ifPresent(service -> operator.enable(member));
        }
        operator.until(
                "every host serves and is idle",
                () -> members().stream().allMatch(member -> await(driver.confirm(member)) == Presence.SERVING)
                        && await(operator.nova.servers(Optional.empty())).isEmpty()
                        && await(driver.observe()).members().stream().allMatch(member -> member.running() == 0));
    }

    @Override
    public void startWork(String member) {
        operator.boot("kit-" + ++number, "s2", member, STAYS);
    }

    @Override
    public void endWork() {
        operator.deleteServers();
    }

    @Override
    public void wantMore() {
        // Three more than fit: placement has been seen to put two that came at the same moment on one host.
        for (int server = 0; server < members().size() + 3; server++) {
            operator.order("kit-" + ++number, "whole", Optional.empty(), Map.of());
        }
    }

    @Override
    public void stopWorker(String member) {
        cloud.stopHost(member);
    }

    @Override
    public void startWorker(String member) {
        cloud.startHost(member);
    }

    @Override
    public void remove(String member) {
        cloud.stopHost(member);
        operator.deleteService(member);
    }

    @Override
    public void drainByHand(String member) {
        operator.disable(member, "broken fan");
    }

    @Override
    public void restart() {
        cloud.restart("nova-api");
    }

    @Override
    public void disturb(Disturbance disturbance) {
        compute.disturb(disturbance);
        placement.disturb(disturbance);
    }

    @Override
    public <T> T await(Uni<T> answer) {
        return Operator.await(answer);
    }

    @Override
    public void pause() {
        Operator.pause();
    }

    @Override
    public void close() {
        disturb(Disturbance.NONE);
        compute.close();
        placement.close();
        vertx.closeAndAwait();
    }
}
