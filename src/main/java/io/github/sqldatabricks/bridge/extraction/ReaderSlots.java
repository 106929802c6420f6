package io.github.sqldatabricks.bridge.extraction;

import java.util.HashMap;
import java.util.Map;

/**
 * How many readers each server has from this process. A query has always one; more only while there are some left, and only so many that each
 * other query that may run still finds a connection for its one. Thread-safe.
 */
final class ReaderSlots {

    private final int most;
    private final int queries;
    private final Map<String, Integer> taken = new HashMap<>();

    /**
     * @param most readers of a server, at least 1
     * @param queries that may run at once, at least 1
     */
    ReaderSlots(int most, int queries) {
        this.most = most;
        this.queries = queries;
    }

    /**
     * Takes readers, without waiting.
     *
     * @param server its name
     * @param wanted at least 1
     * @param connections to the server that there can be, at least 1
     * @return at least 1, at most {@code wanted}
     */
    synchronized int take(String server, int wanted, int connections) {
        int given = Math.max(1, Math.min(wanted, left(server, connections)));
        taken.merge(server, given, Integer::sum);
        return given;
    }

    /**
     * Takes one reader if there is one left, for work that is nobody's here.
     *
     * @param connections to the server that there can be, at least 1
     * @return whether it was taken
     */
    synchronized boolean spare(String server, int connections) {
        // The helper is none of the queries: each of them still finds a connection.
        boolean left = left(server, connections - 1) > 0;
        if (left) {
            taken.merge(server, 1, Integer::sum);
        }
        return left;
    }

    private int left(String server, int connections) {
        return Math.min(most, connections - (queries - 1)) - taken.getOrDefault(server, 0);
    }

    /** Gives readers back that were taken. */
    synchronized void giveBack(String server, int count) {
        taken.compute(server, (name, readers) -> readers == count ? null : readers - count);
    }
}
