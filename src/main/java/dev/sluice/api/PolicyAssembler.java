package dev.sluice.api;

import dev.sluice.api.view.PolicyPreviewView;
import dev.sluice.api.view.PolicyPreviewView.ExpectedView;
import dev.sluice.api.view.PolicyRequest;
import dev.sluice.api.view.PolicyView;
import dev.sluice.api.view.PolicyView.ChangeView;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.inventory.Inventory;
import dev.sluice.inventory.Policies;
import dev.sluice.inventory.Policies.Change;
import dev.sluice.inventory.Policies.Standing;
import dev.sluice.suggesting.WhatIfs;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Shows, previews and changes policies, for {@code /api/policies} and the pages alike. */
@Singleton
public class PolicyAssembler {

    private final Policies policies;
    private final Inventory inventory;
    private final WhatIfs whatIfs;

    PolicyAssembler(Policies policies, Inventory inventory, WhatIfs whatIfs) {
        this.policies = policies;
        this.inventory = inventory;
        this.whatIfs = whatIfs;
    }

    /** Of every framework, by id. */
    public List<PolicyView> all() {
        return policies.all().stream().map(PolicyAssembler::view).toList();
    }

    /** Throws {@link ApiProblem} where there is no such framework. */
    public PolicyView one(String framework) {
        return view(standing(framework));
    }

    /** The changes of one framework, newest first. */
    public Uni<List<ChangeView>> changes(String framework, int limit) {
        return policies.changes(standing(framework).framework().id(), limit)
                .map(all -> all.stream().map(PolicyAssembler::view).toList());
    }

    /** What the request would change; throws {@link ApiProblem} where it makes no sense. */
    public Uni<PolicyPreviewView> preview(String framework, PolicyRequest body) {
        var standing = standing(framework);
        var present = standing.framework().policy();
        var wanted = AskedPolicy.of(body, present).orElse(standing.configured());
        return whatIfs.plan(Map.of(standing.framework().id(), wanted))
                .map(plans -> new PolicyPreviewView(
                        framework,
                        standing.version(),
                        AskedPolicy.view(wanted),
                        AskedPolicy.changes(present, wanted),
                        expected(plans.now()),
                        expected(plans.then()),
                        notes(standing, wanted, plans.then())));
    }

    /** Changes the policy; fails with {@link ApiProblem} where the request makes no sense or somebody was faster. */
    public Uni<PolicyView> change(String framework, PolicyRequest body, String actor) {
        var standing = standing(framework);
        var id = standing.framework().id();
        var after = AskedPolicy.of(body, standing.framework().policy());
        var same = after.map(standing.framework().policy()::equals).orElse(!standing.changed());
        if (same) {
            throw ApiProblem.conflict("nothing-to-change", "The policy of " + id + " is like this already.");
        }
        var version = body.version() == null ? standing.version() : body.version();
        return policies.change(id, version, after, actor, Asked.reason(body.reason()))
                .map(done -> view(standing(framework)))
                .onFailure(Policies.Outdated.class)
                .transform(e -> ApiProblem.conflict("outdated", String.valueOf(e.getMessage())));
    }

    private Standing standing(String framework) {
        return policies.all().stream()
                .filter(s -> s.framework().id().value().equals(framework))
                .findFirst()
                .orElseThrow(() -> Asked.unknownFramework(
                        framework,
                        policies.all().stream()
                                .map(s -> s.framework().id().value())
                                .toList()));
    }

    private List<String> notes(Standing standing, FrameworkPolicy wanted, List<WhatIfs.Expected> then) {
        var framework = standing.framework();
        var present = framework.policy();
        var held = inventory.current().ownedBy(framework.id()).size();
        var notes = new ArrayList<String>();
        if (wanted.cap() < held && wanted.cap() < present.cap()) {
            notes.add(
                    framework.title() + " holds " + held + " nodes, more than the cap would allow: it keeps them until"
                            + " another framework needs some, and takes no more.");
        }
        if (wanted.guarantee() > held && wanted.guarantee() > present.guarantee()) {
            notes.add(framework.title() + " holds " + held + " nodes, fewer than it would be guaranteed: it comes"
                    + " first when nodes are to be given, and gives none meanwhile.");
        }
        if (wanted.mode() == Mode.AUTO && present.mode() != Mode.AUTO) {
            var automatic = then.stream().filter(WhatIfs.Expected::automatic).count();
            notes.add("Sluice would move nodes without approval between " + framework.title()
                    + " and every other framework in mode auto, under the guardrails"
                    + (automatic > 0 ? "; some of what is expected below would begin at once." : "."));
        }
        if (wanted.mode() == Mode.OBSERVE && present.mode() != Mode.OBSERVE) {
            notes.add("Nothing would be suggested for " + framework.title() + " any more.");
        }
        return notes;
    }

    private static List<ExpectedView> expected(List<WhatIfs.Expected> plans) {
        return plans.stream()
                .map(p -> new ExpectedView(PlanResource.view(p.suggestion()), p.automatic()))
                .toList();
    }

    private static PolicyView view(Standing standing) {
        return new PolicyView(
                standing.framework().id().value(),
                standing.framework().title(),
                AskedPolicy.view(standing.framework().policy()),
                AskedPolicy.view(standing.configured()),
                standing.changed(),
                standing.version(),
                standing.newest().map(PolicyAssembler::view).orElse(null));
    }

    private static ChangeView view(Change change) {
        return new ChangeView(
                change.version(),
                change.at(),
                change.actor(),
                change.reason(),
                AskedPolicy.view(change.before()),
                change.after().map(AskedPolicy::view).orElse(null));
    }
}
