package io.github.sqldatabricks.bridge.model;

import java.util.List;

/**
 * Some rows as text, for people.
 *
 * @param columns names, in order
 * @param rows values in the order of the columns; null is NULL
 */
public record TextRows(List<String> columns, List<List<String>> rows) {

    /** Only the first columns, or all when there are fewer. */
    public TextRows firstColumns(int count) {
        int kept = Math.min(count, columns.size());
        return new TextRows(
                columns.subList(0, kept),
                rows.stream().map(row -> row.subList(0, kept)).toList());
    }
}
