package io.github.sqldatabricks.bridge.work;

import java.util.Set;

/**
 * What a process learns when it renews its claims.
 *
 * @param <C> the claim
 * @param lost claims that it does not have any more: stop working on them
 * @param cancelled claims whose work was cancelled
 */
public record Renewal<C>(Set<C> lost, Set<C> cancelled) {

    public Renewal {
        lost = Set.copyOf(lost);
        cancelled = Set.copyOf(cancelled);
    }

    /** Nothing to learn. */
    public static <C> Renewal<C> nothing() {
        return new Renewal<>(Set.of(), Set.of());
    }
}
