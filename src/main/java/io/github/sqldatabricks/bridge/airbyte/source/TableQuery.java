package io.github.sqldatabricks.bridge.airbyte.source;

import java.util.List;
import java.util.OptionalLong;

/** What to read of one table. */
public sealed interface TableQuery {

    /** The table, as it was described just before. */
    TableDescription table();

    /** The columns to read, in this order; at least one. */
    List<TableColumn> columns();

    /**
     * The table's rows.
     *
     * @param conditions all of them must hold
     * @param orderedBy columns, ascending, nulls first; empty for any order
     * @param version the version of a Delta table, or empty for the newest
     */
    record Rows(
            TableDescription table,
            List<TableColumn> columns,
            List<Condition> conditions,
            List<String> orderedBy,
            OptionalLong version)
            implements TableQuery {
        public Rows {
            columns = List.copyOf(columns);
            conditions = List.copyOf(conditions);
            orderedBy = List.copyOf(orderedBy);
        }
    }

    /**
     * The changes of a table with a change data feed, ordered by version; after {@code columns} come {@code _change_type},
     * {@code _commit_version} and {@code _commit_timestamp}.
     *
     * @param conditions all of them must hold
     * @param fromVersion the first commit that counts
     * @param toVersion the last one, at least {@code fromVersion}
     * @see <a href="https://docs.databricks.com/aws/en/delta/delta-change-data-feed">Change data feed</a>
     */
    record Changes(
            TableDescription table,
            List<TableColumn> columns,
            List<Condition> conditions,
            long fromVersion,
            long toVersion)
            implements TableQuery {
        public Changes {
            columns = List.copyOf(columns);
            conditions = List.copyOf(conditions);
        }
    }
}
