package io.github.sqldatabricks.bridge.job;

import java.util.Set;

/**
 * What a worker learns when it renews its leases.
 *
 * @param lost leases that belong to another worker now, or whose query has ended: stop working on them
 * @param cancelled leases whose job somebody has cancelled
 */
public record Renewal(Set<Lease> lost, Set<Lease> cancelled) {

    /** Nothing to learn. */
    public static final Renewal NOTHING = new Renewal(Set.of(), Set.of());

    public Renewal {
        lost = Set.copyOf(lost);
        cancelled = Set.copyOf(cancelled);
    }
}
