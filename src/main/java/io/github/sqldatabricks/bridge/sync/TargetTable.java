package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table of SQL Server as event sync sees it.
 *
 * @param name its own, as SQL Server spells it, where the event named a synonym; so two names of one table become one
 * @param columns all, in the order of the table
 * @param view whether it is a view, through which the tables behind it are changed
 */
public record TargetTable(SqlServerTable name, List<TargetColumn> columns, boolean view) {

    /** A table. */
    public TargetTable(SqlServerTable name, List<TargetColumn> columns) {
        this(name, columns, false);
    }

    public TargetTable {
        columns = List.copyOf(columns);
    }

    /** The column of that name, case ignored. */
    public Optional<TargetColumn> column(String wanted) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(wanted))
                .findFirst();
    }

    /**
     * A column of the target table.
     *
     * @param name as SQL Server spells it
     * @param type what it can hold
     * @param writing who may write it
     * @param nullable whether it can be NULL
     * @param hasDefault whether an INSERT may leave it out although it can't be NULL
     */
    public record TargetColumn(String name, TargetType type, Writing writing, boolean nullable, boolean hasDefault) {

        /** Who may write a column. */
        public enum Writing {
            /** Everybody. */
            FREE,
            /** SQL Server numbers the rows; an explicit value needs IDENTITY_INSERT, an UPDATE is impossible. */
            IDENTITY,
            /** Nobody: it is computed from other columns. */
            COMPUTED,
            /** Nobody: a rowversion. */
            ROWVERSION,
            /** Nobody: a period column of a system-versioned table, or a hidden one of a ledger table. */
            GENERATED
        }

        /** Whether an INSERT must give it a value. */
        boolean needed() {
            return writing == Writing.FREE && !nullable && !hasDefault;
        }
    }

    /**
     * Which table a name really means, by the server's own names: whichever way leads there (another country, an alias of the host,
     * a synonym, other letters), it is the same. A view of one table is that table.
     *
     * @param server the server's own name, with its instance
     * @param database in which the table is
     * @param schema of the table
     * @param table its name; as it was asked for when there is no such table
     */
    public record TargetIdentity(String server, String database, String schema, String table) {

        /** The schema of the bridge's own tables, in targets and in its store. */
        static final String RESERVED_SCHEMA = "bridge";

        /** Equal for names of the same table; SHA-256, hexadecimal. Names that differ in case only share it, which does no harm. */
        public String key() {
            return Hashes.of(lower(server), lower(database), lower(schema), lower(table));
        }

        /** Whether the table is the bridge's own. */
        public boolean isReserved() {
            return schema.equalsIgnoreCase(RESERVED_SCHEMA);
        }

        /** @throws BridgeException.NotAllowed ({@code reserved-target}) when the table is the bridge's own */
        void requireNotReserved(SqlServerTable asked) {
            if (isReserved()) {
                throw new BridgeException.NotAllowed(
                        ErrorCode.RESERVED_TARGET,
                        "The target " + asked + " is a table of the schema '" + RESERVED_SCHEMA
                                + "', in which the bridge keeps what it knows of events; events never change it. Nothing"
                                + " was changed; correct target_table.");
            }
        }

        private static String lower(String name) {
            return name.toLowerCase(Locale.ROOT);
        }

        /**
         * What events of the same table share, so that they are applied one at a time and in their order.
         *
         * @param hash SHA-256, hexadecimal
         * @param confirmed whether the server was asked which table it is; else it is by names as they are written
         */
        public record TargetKey(String hash, boolean confirmed) {}
    }

    /** What a column of the target can hold. A value arrives unchanged or is refused. Thread-safe. */
    public interface TargetType {

        /** As T-SQL declares it, such as {@code decimal(18, 2)}. */
        String declaration();

        /**
         * Why values of this type are refused altogether, and what to do instead; empty when they are taken, each value
         * checked.
         */
        Optional<String> refusal(ColumnType source);

        /** Brings values of a type that is not refused into the form that a driver sends. */
        ValueReader reader(ColumnType source);

        /** Reads the values of one column. */
        @FunctionalInterface
        interface ValueReader {

            /**
             * The value for the driver.
             *
             * @param row a row whose value is not null
             * @throws ValueRefused when the target column can't hold it unchanged
             */
            Object read(ColumnVector values, int row);
        }

        /** A value that does not fit. The message says what fits and never shows the value. */
        final class ValueRefused extends RuntimeException {

            private static final long serialVersionUID = 1L;

            public ValueRefused(String message) {
                super(message, null, false, false);
            }
        }
    }
}
