package io.github.sqldatabricks.bridge.airbyte.source;

import io.github.sqldatabricks.bridge.airbyte.source.TableDescription.TableColumn;
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

    /** What rows must satisfy; several conditions must all hold. */
    public sealed interface Condition {

        /** A column compared with one value; a null never matches. */
        record Comparison(String column, Operator operator, Literal value) implements Condition {}

        /** A column that equals one of at least one value. */
        record OneOf(String column, List<Literal> values) implements Condition {
            public OneOf {
                values = List.copyOf(values);
            }
        }

        /** A column that is null, or that is not. */
        record Null(String column, boolean isNull) implements Condition {}

        /**
         * Rows from a position on in the order of {@code columns}: equal in all of them, or greater in the first one that differs.
         * None of them is null. The position itself belongs to it, because keys are not enforced to be unique.
         */
        record From(List<String> columns, List<Literal> values) implements Condition {
            public From {
                columns = List.copyOf(columns);
                values = List.copyOf(values);
            }
        }

        /** How two values are compared. */
        enum Operator {
            EQUAL("="),
            NOT_EQUAL("<>"),
            LESS("<"),
            AT_MOST("<="),
            GREATER(">"),
            AT_LEAST(">=");

            private final String sql;

            Operator(String sql) {
                this.sql = sql;
            }

            /** As SQL spells it. */
            public String sql() {
                return sql;
            }
        }
    }
}
