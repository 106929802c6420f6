package io.github.sqldatabricks.bridge.replication.change;

import java.time.Instant;
import java.util.Optional;

/** What of the source a target has once a window is in it. */
@FunctionalInterface
public interface Extent {

    /** All that was there when the window was settled. */
    Extent ALL = Optional::of;

    /** Less than that, since transactions are open; nobody can tell since when. */
    Extent UNKNOWN = settled -> Optional.empty();

    /** All that was there at this time, by the source's clock, which holds the window back. */
    static Extent until(Instant time) {
        return settled -> Optional.of(time.isBefore(settled) ? time : settled);
    }

    /**
     * Since when the target has all that the source had then; empty when nobody can tell.
     *
     * @param settled when the window was settled
     */
    Optional<Instant> asOf(Instant settled);
}
