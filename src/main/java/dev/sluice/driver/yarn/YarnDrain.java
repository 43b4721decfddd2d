package dev.sluice.driver.yarn;

import dev.sluice.driver.DrainMark;
import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.TimeLimit;
import dev.sluice.driver.yarn.ExcludeFile.Content;
import dev.sluice.driver.yarn.ExcludeFile.Entry;
import dev.sluice.driver.yarn.YarnCluster.Node;
import dev.sluice.driver.yarn.YarnCluster.State;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes hosts out of YARN and lets them back in.
 *
 * <p><b>The way out.</b> {@link #begin} writes the mark and sets the node's resources to 0 (the cordon): nothing new starts,
 * what runs goes on, and applications are told through YARN's preemption messages. {@link #progress} waits until the cordon
 * has settled and no container is left. {@link #release} excludes the host with a time-out of 0 and has the
 * ResourceManager decommission it gracefully, which for that one host means now. Each step looks first and does what is
 * missing, so any of them may be repeated, by another process and after a restart of either side.
 *
 * <p><b>Why not decommission gracefully from the start</b> (seen in Hadoop 3.5.0): a refresh of type NORMAL or FORCEFUL cuts
 * short <em>every</em> node that is decommissioning, not only the one meant; taking back a decommissioning node that was
 * cordoned kills its containers; a restarted ResourceManager turns away an excluded node at once, with what it runs; and a
 * graceful decommission soon after an allocation may not know the container (YARN-11421). A cordoned node has none of these,
 * and is given back by setting its resources again.
 */
final class YarnDrain {

    static final String EXCLUDED_BY_HAND = "an entry in the exclude file that is not Sluice's";
    static final String CORDONED_BY_HAND = "its resources set to 0, or a decommission, without a mark of Sluice";

    private static final Pattern CONTAINER = Pattern.compile("container_(?:e[0-9]+_)?([0-9]+_[0-9]+)_.*");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final int LOOKS = 20;

    /**
     * How long things take.
     *
     * @param settle how long the cordon must have stood before an empty node counts as empty
     * @param graceful after which YARN ends what still runs on a cordoned node
     */
    record Times(Clock clock, Duration settle, Duration graceful) {}

    private final ResourceManager manager;
    private final RmAdmin admin;
    private final ExcludeFile file;
    private final Times times;
    private final TimeLimit waits;

    YarnDrain(ResourceManager manager, RmAdmin admin, ExcludeFile file, Times times, TimeLimit waits) {
        this.manager = manager;
        this.admin = admin;
        this.file = file;
        this.times = times;
        this.waits = waits;
    }

    /** The exclude file as it is now. */
    Uni<Content> marks() {
        return blocking(file::read);
    }

    Uni<Void> begin(MemberOrder order) {
        return look(order).chain(seen -> {
            if (seen.node.isEmpty()) {
                return seen.entry.filter(Entry::excluded).isPresent()
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom()
                                .failure(new DriverFailure.NotFound(
                                        "YARN has no live NodeManager on " + order.member()));
            }
            return cordon(order, seen.node.get());
        });
    }

    Uni<DrainProgress> progress(MemberOrder order) {
        return look(order).chain(seen -> {
            if (seen.node.isEmpty()) {
                return Uni.createFrom().item(DrainProgress.EMPTY);
            }
            Node node = seen.node.get();
            if (seen.entry.isEmpty() || takesWork(node)) {
                // The ResourceManager or the NodeManager was restarted since, and the cordon went with it.
                return cordon(order, node).chain(() -> left(node, false));
            }
            Instant settled = seen.entry.get().cordonedAt().plus(times.settle);
            return left(node, !times.clock.instant().isBefore(settled));
        });
    }

    Uni<Void> release(MemberOrder order) {
        return look(order).chain(seen -> {
            if (seen.node.isEmpty()) {
                return seen.entry.filter(entry -> !entry.excluded()).isPresent()
                        ? exclude(order)
                        : Uni.createFrom().voidItem();
            }
            if (order.workerStopped()) {
                // Still listed because YARN has not missed its heartbeat yet; it will by itself.
                return Uni.createFrom().voidItem();
            }
            Node node = seen.node.get();
            if (order.force()) {
                Uni<Void> marked = seen.entry.isPresent() ? Uni.createFrom().voidItem() : cordon(order, node);
                return marked.chain(() -> exclude(order));
            }
            if (seen.entry.isEmpty()) {
                return Uni.createFrom()
                        .failure(new DriverFailure.Refused(
                                order.member() + " still takes work in YARN; drain it first, or force"));
            }
            if (node.containers() > 0) {
                return Uni.createFrom()
                        .failure(new DriverFailure.Refused(
                                order.member() + " still runs " + containers(node.containers()) + "; wait, or force"));
            }
            if (takesWork(node)) {
                return cordon(order, node).chain(() -> Uni.createFrom()
                        .failure(new DriverFailure.Unavailable(
                                order.member() + " took work again after a restart of YARN and is drained anew",
                                null)));
            }
            return exclude(order);
        });
    }

    Uni<Void> admit(MemberOrder order) {
        return look(order).chain(seen -> {
            if (seen.entry.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            if (seen.node.filter(node -> node.state() != State.DECOMMISSIONING).isPresent()) {
                return giveBack(order, seen.entry.get(), seen.node);
            }
            // The exclusion goes first and the mark last: until the resources are given back, it alone knows them.
            return change(order, entry -> Optional.of(entry.excluded(false)))
                    .chain(() -> admin.refreshNodes(times.graceful))
                    .chain(() -> takenBack(order, LOOKS))
                    .chain(node -> giveBack(order, seen.entry.get(), node));
        });
    }

    // --- Steps -------------------------------------------------------------------------------------------------------

    /** Marks the host, then sets its resources to 0. The mark goes first: afterwards YARN no longer tells them. */
    private Uni<Void> cordon(MemberOrder order, Node node) {
        boolean takesWork = takesWork(node);
        Instant now = times.clock.instant();
        return blocking(() -> file.edit(ours -> {
                    Entry entry = ours.get(order.member());
                    guard(order, Optional.ofNullable(entry));
                    DrainMark mark = DrainMark.of(order);
                    if (entry == null) {
                        entry = new Entry(order.member(), mark, node.memoryMb(), node.vcores(), now, false);
                    } else if (takesWork) {
                        entry = entry.cordonedAt(now).withCapacity(node.memoryMb(), node.vcores());
                    }
                    ours.put(order.member(), entry.markedBy(mark));
                    return ours;
                }))
                .chain(() -> takesWork
                        ? manager.setResource(node.id(), 0, 0, times.graceful)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> exclude(MemberOrder order) {
        return change(order, entry -> Optional.of(entry.excluded(true)))
                .chain(() -> admin.refreshNodes(times.graceful));
    }

    /** Waits until the ResourceManager has made up its mind about a host that is excluded no longer. */
    private Uni<Optional<Node>> takenBack(MemberOrder order, int looks) {
        return manager.nodes().chain(nodes -> {
            Optional<Node> node = single(order, nodes);
            if (node.filter(found -> found.state() == State.DECOMMISSIONING).isEmpty()) {
                return Uni.createFrom().item(node);
            }
            if (looks == 0) {
                return Uni.createFrom()
                        .failure(new DriverFailure.Unavailable(
                                "YARN has not yet taken " + order.member() + " back, it is still decommissioning",
                                null));
            }
            return waits.pause(LOOK_AGAIN).chain(() -> takenBack(order, looks - 1));
        });
    }

    private Uni<Void> giveBack(MemberOrder order, Entry entry, Optional<Node> node) {
        Uni<Void> given = node.filter(Node::cordoned).isPresent()
                ? manager.setResource(node.get().id(), entry.memoryMb(), entry.vcores(), times.graceful)
                : Uni.createFrom().voidItem();
        return given.chain(() -> change(order, forgotten -> Optional.empty()));
    }

    private Uni<DrainProgress> left(Node node, boolean settled) {
        if (node.containers() == 0) {
            return Uni.createFrom()
                    .item(
                            settled
                                    ? DrainProgress.EMPTY
                                    : new DrainProgress(
                                            false,
                                            0,
                                            List.of(new DrainProgress.Blocker(
                                                    "the scheduler",
                                                    "is given " + times.settle.toMillis()
                                                            + " ms to settle after the cordon")),
                                            Optional.empty()));
        }
        return manager.containers(node)
                .map(names -> new DrainProgress(false, node.containers(), blockers(node, names), Optional.empty()));
    }

    private static List<DrainProgress.Blocker> blockers(Node node, List<String> names) {
        Map<String, Integer> byApp = new TreeMap<>();
        for (String name : names) {
            Matcher matcher = CONTAINER.matcher(name);
            byApp.merge(matcher.matches() ? "application_" + matcher.group(1) : name, 1, Integer::sum);
        }
        if (byApp.isEmpty()) {
            return List.of(new DrainProgress.Blocker(containers(node.containers()), "still run"));
        }
        List<Map.Entry<String, Integer>> worstFirst = new ArrayList<>(byApp.entrySet());
        worstFirst.sort(Map.Entry.<String, Integer>comparingByValue().reversed());
        return worstFirst.stream()
                .map(app -> new DrainProgress.Blocker(app.getKey(), containers(app.getValue()) + " still here"))
                .toList();
    }

    // --- Looking and guarding ----------------------------------------------------------------------------------------

    /** @param node the host's one live NodeManager */
    private record Seen(Optional<Node> node, Optional<Entry> entry) {}

    /** Reads both sides, and refuses what is not this order's to touch. */
    private Uni<Seen> look(MemberOrder order) {
        return manager.nodes().chain(nodes -> marks().map(content -> {
            Optional<Node> node = single(order, nodes);
            Optional<Entry> entry = content.entry(order.member());
            guard(order, entry);
            if (content.foreign().contains(order.member())) {
                refuse(order, EXCLUDED_BY_HAND);
            }
            if (entry.isEmpty() && node.filter(found -> !takesWork(found)).isPresent()) {
                refuse(order, CORDONED_BY_HAND);
            }
            return new Seen(node, entry);
        }));
    }

    private static Optional<Node> single(MemberOrder order, Map<String, List<Node>> nodes) {
        List<Node> here = nodes.getOrDefault(order.member(), List.of());
        if (here.size() > 1) {
            throw new DriverFailure.Refused(order.member() + " runs " + here.size()
                    + " NodeManagers; YARN excludes whole hosts, so Sluice moves only hosts with one");
        }
        return here.stream().findFirst();
    }

    private static void guard(MemberOrder order, Optional<Entry> entry) {
        entry.ifPresent(found -> refuse(order, found.mark().text()));
    }

    private static void refuse(MemberOrder order, String reason) {
        Optional<DriverFailure.Refused> refusal = DrainMark.fence(order, reason);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private static boolean takesWork(Node node) {
        return node.state() != State.DECOMMISSIONING && !node.cordoned();
    }

    /** Changes this order's entry, if it is there, under its mark; empty removes it. */
    private Uni<Void> change(MemberOrder order, Function<Entry, Optional<Entry>> change) {
        return blocking(() -> file.edit(ours -> {
                    Entry entry = ours.get(order.member());
                    if (entry != null) {
                        guard(order, Optional.of(entry));
                        Optional<Entry> changed = change.apply(entry.markedBy(DrainMark.of(order)));
                        if (changed.isPresent()) {
                            ours.put(order.member(), changed.get());
                        } else {
                            ours.remove(order.member());
                        }
                    }
                    return ours;
                }))
                .replaceWithVoid();
    }

    private static Uni<Content> blocking(Supplier<Content> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static String containers(int count) {
        return count == 1 ? "1 container" : count + " containers";
    }
}
