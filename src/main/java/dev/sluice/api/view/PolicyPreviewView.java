package dev.sluice.api.view;

import dev.sluice.api.view.WhatIfView.PlannedView;
import java.util.List;

/**
 * What another policy would change. Nothing has been changed.
 *
 * @param version that it was thought out on
 * @param policy that would be in force
 * @param changes by key; empty when it is so already
 * @param now what would be suggested under the policy in force, if the present load lasted
 * @param then what would be suggested under the other one
 * @param notes for people, one sentence each
 */
public record PolicyPreviewView(
        String framework,
        int version,
        FrameworkView.RulesView policy,
        List<KeyView> changes,
        List<ExpectedView> now,
        List<ExpectedView> then,
        List<String> notes) {

    public record KeyView(String key, String from, String to) {}

    /** @param automatic whether Sluice would carry it out without approval */
    public record ExpectedView(PlannedView plan, boolean automatic) {}
}
