package dev.sluice.driver.openstack;

import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import dev.sluice.driver.TimeLimit;
import dev.sluice.driver.openstack.HostBook.Host;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Drives the compute hosts of one OpenStack region. A member is a host with one nova-compute.
 *
 * <p>Work does not end by itself here: {@code progress} migrates servers away. How long that takes depends on how fast each of
 * them writes its memory, which nobody can say beforehand; so there is no estimate. Nor can a release be forced, for a server
 * has an owner and nowhere to be forced to.
 */
final class OpenStackDriver implements FrameworkDriver {

    private static final Duration READ = Duration.ofSeconds(10);
    private static final Duration CHANGE = Duration.ofSeconds(30);

    private final HostBook book;
    private final Steps steps;
    private final FailedBook failed;
    private final Clock clock;
    private final TimeLimit limits;

    OpenStackDriver(HostBook book, Steps steps, FailedBook failed, Clock clock, TimeLimit limits) {
        this.book = book;
        this.steps = steps;
        this.failed = failed;
        this.clock = clock;
        this.limits = limits;
    }

    /** What is done with a host. */
    record Steps(HostDrain drain, HostRelease release, HostAdmission admission) {}

    @Override
    public Set<Capability> lacks() {
        return Set.of(Capability.ESTIMATES_DRAIN, Capability.FORCES_RELEASE);
    }

    @Override
    public Uni<Observation> observe() {
        return reading(
                book.read().chain(reading -> failed.of(reading.unplaced()).map(waiting -> {
                    List<Observation.Member> members = reading.hosts().stream()
                            .filter(host -> presence(host) != Presence.ABSENT)
                            .map(OpenStackDriver::member)
                            .toList();
                    return new Observation(clock.instant(), members, OpenStackDemand.of(members, waiting));
                })));
    }

    @Override
    public Uni<Void> drain(MemberOrder order) {
        return changing("drain", order, steps.drain.begin(order));
    }

    @Override
    public Uni<DrainProgress> progress(MemberOrder order) {
        return changing("progress", order, steps.drain.progress(order));
    }

    @Override
    public Uni<Void> release(MemberOrder order) {
        return changing("release", order, steps.release.release(order));
    }

    @Override
    public Uni<Void> admit(MemberOrder order) {
        return changing("admit", order, steps.admission.admit(order));
    }

    @Override
    public Uni<Presence> confirm(String member) {
        return reading(steps.admission.confirm(member));
    }

    private static Presence presence(Host host) {
        return host.service().presence(host.capacity().cores() > 0);
    }

    private static Observation.Member member(Host host) {
        return new Observation.Member(
                host.name(),
                presence(host),
                host.capacity(),
                host.used(),
                host.servers().size(),
                host.service().drainMark());
    }

    private <T> Uni<T> reading(Uni<T> call) {
        return limits.within(
                READ,
                call,
                () -> new DriverFailure.Unavailable(
                        "OpenStack did not answer within " + READ.toSeconds() + " s", null));
    }

    private <T> Uni<T> changing(String what, MemberOrder order, Uni<T> call) {
        return limits.within(
                CHANGE,
                call,
                () -> new DriverFailure.OutcomeUnknown(
                        "the " + what + " of " + order.member() + " in OpenStack took more than " + CHANGE.toSeconds()
                                + " s; part of it may have taken effect",
                        null));
    }
}
