package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.Cancellation;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

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
