package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowStream;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A source that behaves as the test says, query by query; three rows for what the test says nothing of. */
@Alternative
@ApplicationScoped
public class ScriptedRowSource implements RowSource {

    private static final int ROWS = 3;

    private final Map<QueryName, RowSource> scripts = new ConcurrentHashMap<>();
    private final Map<QueryName, AtomicInteger> opened = new ConcurrentHashMap<>();
    private final Map<QueryName, RowQuery> sent = new ConcurrentHashMap<>();

    /** From now on, the query is answered by {@code source}. */
    public void script(String query, RowSource source) {
        scripts.put(new QueryName(query), source);
    }

    /** Forgets all scripts and counts. */
    public void reset() {
        scripts.clear();
        opened.clear();
        sent.clear();
    }

    /** How often the query was sent. */
    public int opened(String query) {
        return opened.getOrDefault(new QueryName(query), new AtomicInteger()).get();
    }

    /** The query as it was sent last. */
    public RowQuery sent(String query) {
        return sent.get(new QueryName(query));
    }

    @Override
    public Map<String, String> origin(Country country) {
        return Map.of("database", "fake");
    }

    @Override
    public RowStream open(RowQuery query, Cancellation cancellation) {
        sent.put(query.name(), query);
        opened.computeIfAbsent(query.name(), name -> new AtomicInteger()).incrementAndGet();
        RowSource source = scripts.computeIfAbsent(query.name(), name -> new FakeRowSource(ROWS));
        return source.open(query, cancellation);
    }
}
