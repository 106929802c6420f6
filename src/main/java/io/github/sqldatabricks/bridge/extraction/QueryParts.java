package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/** Port: the parts of one query's rows, and who reads which. Each counts once, whoever has read it. Thread-safe, blocking. */
public interface QueryParts {

    /** How many there are, at least 1. */
    int count();

    /**
     * Whether what is read outlives this attempt, and other processes read parts too. Files appear as soon as their part is read then, in a
     * folder that nobody reads before its manifest is there.
     */
    boolean areShared();

    /**
     * Takes the next part for the calling thread. While others read the last ones it waits, because they may leave them.
     *
     * @param elsewhere is told how far others are
     * @param stop ends the wait
     * @return empty when there is nothing left to do
     */
    Optional<Part> next(Elsewhere elsewhere, Cancellation stop);

    /** The columns of a part that is read, by whoever has read it; empty when none is, or only this attempt reads parts. */
    default Optional<RowSchema> columnsRead() {
        return Optional.empty();
    }

    /**
     * All rows of a part are in files, where they are to stay.
     *
     * @throws BridgeException.RemoteTransient when the part was taken by another reader meanwhile, so that these files do not count
     */
    void finish(Part part, PartResult result);

    /**
     * What all parts have come to, in their order.
     *
     * @throws BridgeException.RemoteTransient when one of them is not read
     */
    List<PartResult> results();

    /**
     * Some rows of a query.
     *
     * @param ordinal from 0
     * @param fence counts the readers of a part that is shared, from 1: files of different readers have different names
     * @param query has the rows
     */
    record Part(int ordinal, OptionalLong fence, RowQuery query) {}

    /** Told what of the query is read elsewhere: by other processes, or by an attempt before. */
    @FunctionalInterface
    interface Elsewhere {
        void read(long rows, long bytes);
    }

    /** Parts that the readers of one attempt share, and nobody else. */
    final class LocalParts implements QueryParts {

        private final Queue<Part> open = new ConcurrentLinkedQueue<>();
        private final NavigableMap<Integer, PartResult> results = new ConcurrentSkipListMap<>();
        private final int count;

        /** @param queries at least one */
        LocalParts(List<RowQuery> queries) {
            count = queries.size();
            queries.forEach(query -> open.add(new Part(open.size(), OptionalLong.empty(), query)));
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public boolean areShared() {
            return false;
        }

        @Override
        public Optional<Part> next(Elsewhere elsewhere, Cancellation stop) {
            return Optional.ofNullable(open.poll());
        }

        @Override
        public void finish(Part part, PartResult result) {
            results.put(part.ordinal(), result);
        }

        @Override
        public List<PartResult> results() {
            return List.copyOf(results.values());
        }
    }
}
