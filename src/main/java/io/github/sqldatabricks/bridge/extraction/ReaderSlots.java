package io.github.sqldatabricks.bridge.extraction;

import java.util.HashMap;
import java.util.Map;

/** How many readers each server has from this process. A query has always one; more only while there are some left. Thread-safe. */
final class ReaderSlots {

    private final int most;
    private final Map<String, Integer> taken = new HashMap<>();

    /** @param most readers of a server, at least 1 */
    ReaderSlots(int most) {
        this.most = most;
    }

    /**
     * Takes readers, without waiting.
     *
     * @param server its name
     * @param wanted at least 1
     * @return at least 1, at most {@code wanted}
     */
    synchronized int take(String server, int wanted) {
        int left = most - taken.getOrDefault(server, 0);
        int given = Math.max(1, Math.min(wanted, left));
        taken.merge(server, given, Integer::sum);
        return given;
    }

    /** Gives back as many as {@link #take} gave. */
    synchronized void giveBack(String server, int count) {
        taken.compute(server, (name, readers) -> readers == count ? null : readers - count);
    }
}
