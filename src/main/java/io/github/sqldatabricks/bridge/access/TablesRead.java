package io.github.sqldatabricks.bridge.access;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is known about the tables that a query reads. */
public sealed interface TablesRead {

    /** Every table, view and user-defined function that the query names; can't be changed. */
    record Known(SortedSet<TableName> tables) implements TablesRead {
        public Known {
            tables = Collections.unmodifiableSortedSet(new TreeSet<>(tables));
        }
    }

    /**
     * The query could read anything.
     *
     * @param reason for people; continues "can't be checked, because ..."
     */
    record NotUnderstood(String reason) implements TablesRead {}
}
