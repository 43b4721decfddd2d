package dev.sluice.security;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** The roles, for {@code @RolesAllowed}; admin includes operator, operator includes viewer. */
public final class Roles {

    /** May look. */
    public static final String VIEWER = "viewer";
    /** May move nodes, approve and undo; includes viewer. */
    public static final String OPERATOR = "operator";
    /** May hand out credentials and settle what needs a person; includes operator. */
    public static final String ADMIN = "admin";
    /** May open the agents' channel. */
    public static final String AGENT = "agent";
    /** May send metrics and alerts, and read {@code /metrics}. */
    public static final String SENDER = "sender";

    static final Set<String> ALL = Set.of(VIEWER, OPERATOR, ADMIN, AGENT, SENDER);

    private Roles() {}

    /** The granted roles and all that they include. */
    public static Set<String> including(Set<String> granted) {
        var roles = new LinkedHashSet<>(granted);
        if (roles.contains(ADMIN)) {
            roles.add(OPERATOR);
        }
        if (roles.contains(OPERATOR)) {
            roles.add(VIEWER);
        }
        return Collections.unmodifiableSet(roles);
    }
}
