package io.github.sqldatabricks.bridge.replication.config;

import io.github.sqldatabricks.bridge.model.QueryName;
import java.util.List;

/**
 * One entry below {@code streams}.
 *
 * @param key as it is written
 * @param rows which rows it is about
 * @param options what it says of them
 * @param origin file and line
 */
public record StreamRule(String key, Rows rows, StreamOptions options, String origin) {

    /** Which rows an entry is about. */
    public sealed interface Rows {}

    /**
     * Those of all tables that a pattern means.
     *
     * @param exclude tables that it does not mean
     */
    public record Tables(StreamPattern pattern, List<StreamPattern> exclude) implements Rows {

        public Tables {
            exclude = List.copyOf(exclude);
        }
    }

    /** Those of a query template; the entry's key is the stream's name. */
    public record Template(QueryName stream, QueryName query) implements Rows {}
}
