package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.TemporalReaders.FractionRule;
import io.github.sqldatabricks.bridge.jdbc.ValueBound.ColumnLimit;
import io.github.sqldatabricks.bridge.jdbc.VariableLengthReaders.TextSource;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Chooses type and reader of a result's columns, by the same rules for every driver; what differs is a subclass's.
 *
 * @param <C> how the driver describes a column
 */
public abstract class ResultTypes<C extends ResultTypes.DescribedColumn> {

    private final TemporalPolicies policies;
    private final ValueBound valueBound;

    /**
     * @param policies of one query
     * @param valueBound a longer text or binary value fails the query
     */
    protected ResultTypes(TemporalPolicies policies, ValueBound valueBound) {
        this.policies = policies;
        this.valueBound = valueBound;
    }

    /** @throws BridgeException.InvalidRequest when a column has no name or its type is refused */
    public final List<ReadableColumn> describe(ResultSetMetaData result) throws SQLException {
        List<ReadableColumn> columns = new ArrayList<>();
        for (int index = 1; index <= result.getColumnCount(); index++) {
            columns.add(readable(column(result, index)));
        }
        policies.requireAllUsed();
        return columns;
    }

    private ReadableColumn readable(C column) {
        ColumnType type = column.columnType();
        return switch (type.kind()) {
            case LOCAL_TIMESTAMP -> timestamp(column, type, false);
            case INSTANT -> timestamp(column, type, true);
            case BOOL, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, TEXT, BYTES, DATE ->
                new ReadableColumn(column.as(type), reader(column, type));
        };
    }

    private ReadableColumn timestamp(C column, ColumnType type, boolean instant) {
        TemporalPolicy policy = policies.of(column.name(), column.fractionDigits());
        if (policy == TemporalPolicy.TEXT) {
            TextSource source = instant ? instantText(column) : TemporalReaders.timestampText(column.fractionDigits());
            return new ReadableColumn(column.as(new ColumnType.Text()), text(column, source));
        }
        FractionRule rule = new FractionRule(column.name(), policy);
        ColumnReader reader = instant ? instant(column, rule) : ColumnReaders.timestamp(column.index(), rule);
        return new ReadableColumn(column.as(type), reader);
    }

    /** The column as the driver describes it. */
    protected abstract C column(ResultSetMetaData result, int index) throws SQLException;

    /** The reader of a column that is no timestamp. */
    protected abstract ColumnReader reader(C column, ColumnType type);

    /** The reader of an instant. */
    protected abstract ColumnReader instant(C column, FractionRule rule);

    /** An instant as SQL Server prints it, its own offset included. */
    protected abstract TextSource instantText(C column);

    /** The reader that every driver's plain columns have. */
    protected final ColumnReader plain(C column, ColumnType type) {
        return ColumnReaders.plain(column.index(), type, column.large(), limit(column));
    }

    /** The reader of a time of day, as text. */
    protected final ColumnReader time(C column) {
        return text(column, TemporalReaders.timeText(column.fractionDigits()));
    }

    /** A reader of text from another source than the driver's own. */
    protected final ColumnReader text(C column, TextSource source) {
        return new VariableLengthReaders.Text(column.index(), source, limit(column));
    }

    private ColumnLimit limit(C column) {
        return new ColumnLimit(column.name(), valueBound);
    }

    /** A column of a result, as its driver describes it. */
    public interface DescribedColumn {

        /** Its place in the result, from 1. */
        int index();

        /** Its name; never empty. */
        String name();

        /** How many digits the fraction of its second has; only of times and timestamps. 0 to 7. */
        int fractionDigits();

        /** Whether a value can be so large that it is read in pieces. */
        boolean large();

        /** @throws BridgeException.InvalidRequest when there is nothing for its type */
        ColumnType columnType();

        /** The column with this type. */
        Column as(ColumnType type);

        /** @throws BridgeException.InvalidRequest when the column has no name, as an expression without an alias */
        static String name(ResultSetMetaData result, int index) throws SQLException {
            String name = result.getColumnLabel(index);
            if (name == null || name.isEmpty()) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.UNNAMED_COLUMN,
                        "Column " + index + " of the result has no name. Give it an alias with AS.");
            }
            return name;
        }
    }

    /** Which policy a timestamp column of a query has. */
    public static final class TemporalPolicies {

        private final Map<String, TemporalPolicy> byColumn;
        private final TemporalPolicy otherwise;
        private final Set<String> unused;

        /**
         * @param byColumn what the template says, by column name in lower case
         * @param otherwise for columns that the template does not name
         */
        public TemporalPolicies(Map<String, TemporalPolicy> byColumn, TemporalPolicy otherwise) {
            this.byColumn = Map.copyOf(byColumn);
            this.otherwise = otherwise;
            this.unused = new HashSet<>(byColumn.keySet());
        }

        /**
         * The policy of a timestamp column. A general TEXT leaves columns alone that lose nothing as timestamps.
         *
         * @param fractionDigits of the second, as the source declares
         */
        public TemporalPolicy of(String column, int fractionDigits) {
            String key = column.toLowerCase(Locale.ROOT);
            unused.remove(key);
            TemporalPolicy policy = byColumn.get(key);
            if (policy != null) {
                return policy;
            }
            return fractionDigits > ColumnType.MICROSECOND_DIGITS ? otherwise : TemporalPolicy.FAIL;
        }

        /**
         * Call when all columns were described.
         *
         * @throws BridgeException.InvalidRequest when the template names a column that is no timestamp of the result
         */
        public void requireAllUsed() {
            if (!unused.isEmpty()) {
                List<String> names = unused.stream().sorted().toList();
                throw new BridgeException.InvalidRequest(
                        ErrorCode.UNKNOWN_TEMPORAL_COLUMN,
                        "The template gives a temporal policy to " + String.join(", ", names)
                                + ", but the result has no date-and-time column of that name. Correct the template.");
            }
        }
    }
}
