package io.github.sqldatabricks.bridge.airbyte.source;

import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.DataType;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Port: the tables of a Databricks workspace. Thread-safe; every call has a time-out. All throw
 * {@link io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient} when another attempt can help and
 * {@link io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent} when it can't; the message says what to do, such as
 * the missing GRANT.
 */
public interface WorkspaceTables extends AutoCloseable {

    /**
     * Returns when the warehouse runs; a sleeping one is started and waited for within the configured time.
     *
     * @param progress hears, at once and then every few seconds, what is waited for
     */
    void awaitWarehouse(Consumer<String> progress);

    /** The catalog's schemas that may be seen, without {@code information_schema}; sorted. Needs no warehouse. */
    List<String> schemas(String catalog);

    /** The tables and views of a schema that may be seen; sorted. Needs no warehouse. */
    List<UnityTable> tables(String catalog, String schema);

    /** What time it is for the warehouse. */
    Instant now();

    /** A table as it is now. Needs no warehouse. */
    TableDescription describe(UnityTable table);

    /** Returns when rows of the table may be read. */
    void requireReadable(UnityTable table);

    /** The greatest value of a column in the rows that satisfy {@code conditions}; empty when there is none but nulls. */
    Optional<Literal> greatest(TableDescription table, TableColumn column, List<Condition> conditions);

    /** How many rows satisfy {@code conditions}. */
    long count(TableDescription table, List<Condition> conditions);

    /**
     * The newest version of a Delta table.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent when it has no versions, as a view has none
     */
    long latestVersion(UnityTable table);

    /**
     * Reads rows as they are at one moment. Blocks until the first one can be read; memory is bounded. Nested values and variants
     * come as JSON text, instants in UTC, all as {@link io.github.sqldatabricks.bridge.model.ColumnVector} says.
     */
    RowStream open(TableQuery query, Cancellation cancellation);

    /** Releases all connections. Never throws. */
    @Override
    void close();

    /**
     * A table or view as the catalog describes it at one moment.
     *
     * @param columns at least one, in order
     * @param primaryKey the columns of its primary key constraint in order, or empty; Databricks does not enforce that it is unique
     * @param changeDataFeed whether its change data feed is switched on
     */
    record TableDescription(
            UnityTable table, List<TableColumn> columns, List<String> primaryKey, boolean changeDataFeed) {

        public TableDescription {
            columns = List.copyOf(columns);
            primaryKey = List.copyOf(primaryKey);
        }

        /** The column of that name; case is ignored, as Databricks does. */
        public Optional<TableColumn> column(String name) {
            String wanted = name.toLowerCase(Locale.ROOT);
            return columns.stream()
                    .filter(column -> column.name().toLowerCase(Locale.ROOT).equals(wanted))
                    .findFirst();
        }

        /**
         * A column of a table or view.
         *
         * @param name as the catalog spells it
         * @param type with all its parts
         * @param nullable whether a null can occur
         * @param comment what its owner wrote about it
         */
        public record TableColumn(String name, DataType type, boolean nullable, Optional<String> comment) {}
    }
}
