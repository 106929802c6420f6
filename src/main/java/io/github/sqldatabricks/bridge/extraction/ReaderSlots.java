package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.ReaderPermit;
import io.github.sqldatabricks.bridge.model.Cancellation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many readers each server has from this process. A query has always one; more only while there are some left, and only so many that each
 * other query that may run still finds a connection for its one. Work that is nobody's here has the memory of one query, and only as long as
 * none runs that needs it. Thread-safe.
 */
final class ReaderSlots {

    private final int most;
    private final int queries;
    private final Map<String, Integer> taken = new HashMap<>();
    private final Set<Spare> spares = new HashSet<>();
    private int running;

    /**
     * @param most readers of a server, at least 1
     * @param queries that may run at once, at least 1
     */
    ReaderSlots(int most, int queries) {
        this.most = most;
        this.queries = queries;
    }

    /**
     * Takes readers for a query that begins, without waiting.
     *
     * @param server its name
     * @param wanted at least 1
     * @param connections to the server that there can be, at least 1
     * @return at least 1, at most {@code wanted}
     */
    int take(String server, int wanted, int connections) {
        begin().forEach(spare -> spare.needed().cancel("A query of this process needs the place."));
        return reserve(server, wanted, connections);
    }

    /** Whose place the query needs. */
    private synchronized List<Spare> begin() {
        running++;
        return running < queries ? List.of() : List.copyOf(spares);
    }

    private synchronized int reserve(String server, int wanted, int connections) {
        int given = Math.max(1, Math.min(wanted, left(server, connections)));
        taken.merge(server, given, Integer::sum);
        return given;
    }

    /**
     * Takes one reader if there is one left, for work that is nobody's here.
     *
     * @param connections to the server that there can be, at least 1
     */
    synchronized Optional<ReaderPermit> spare(String server, int connections) {
        // The helper is none of the queries: each of them still finds a connection.
        if (running >= queries || left(server, connections - 1) <= 0) {
            return Optional.empty();
        }
        taken.merge(server, 1, Integer::sum);
        Spare spare = new Spare(server, new Cancellation());
        spares.add(spare);
        return Optional.of(spare);
    }

    private int left(String server, int connections) {
        return Math.min(most, connections - (queries - 1)) - taken.getOrDefault(server, 0);
    }

    /** Gives the readers of a query back that has ended. */
    synchronized void giveBack(String server, int count) {
        running--;
        release(server, count);
    }

    private void release(String server, int count) {
        taken.compute(server, (name, readers) -> readers == count ? null : readers - count);
    }

    /** One reader that no query has. */
    private final class Spare implements ReaderPermit {
        private final String server;
        private final Cancellation needed;

        private Spare(String server, Cancellation needed) {
            this.server = server;
            this.needed = needed;
        }

        @Override
        public Cancellation needed() {
            return needed;
        }

        @Override
        public void close() {
            synchronized (ReaderSlots.this) {
                if (spares.remove(this)) {
                    release(server, 1);
                }
            }
        }
    }
}
