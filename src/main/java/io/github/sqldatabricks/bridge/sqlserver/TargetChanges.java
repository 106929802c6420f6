package io.github.sqldatabricks.bridge.sqlserver;

import com.microsoft.sqlserver.jdbc.ISQLServerBulkData;
import io.github.sqldatabricks.bridge.sqlserver.TargetCatalog.ServerColumnType;
import io.github.sqldatabricks.bridge.sqlserver.type.StagingForm;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.ChangePlan.StagedRows;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import io.github.sqldatabricks.bridge.target.TargetDialect.StagedSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The set-based statements that bring staged rows into the target; {@link StagedBulkData} is how they were staged. No MERGE, whose races and
 * defects are well known.
 */
final class TargetChanges {

    /** Locks what is there and the gaps between, so that between UPDATE and INSERT nobody adds the same key. */
    static final String LOCKED = " WITH (UPDLOCK, HOLDLOCK)";

    private final TargetConnection connection;
    private final ChangePlan.Staged plan;
    private final StagedSql sql;

    TargetChanges(TargetConnection connection, ChangePlan.Staged plan, StagedSql sql) {
        this.connection = connection;
        this.plan = plan;
        this.sql = sql;
    }

    ChangeCounts apply() throws SQLException {
        return switch (plan.kind()) {
            case INSERT -> ChangeCounts.inserted(insert(""));
            case UPDATE -> ChangeCounts.updated(update(""));
            case DELETE -> ChangeCounts.deleted(delete());
            case UPSERT -> upsert();
        };
    }

    private ChangeCounts upsert() throws SQLException {
        long updated = plan.values().isEmpty() ? 0 : update(LOCKED);
        long inserted =
                insert(" WHERE NOT EXISTS (SELECT 1 FROM " + sql.target() + LOCKED + " WHERE " + sql.sameKeys() + ")");
        return new ChangeCounts(inserted, updated, 0);
    }

    private long insert(String condition) throws SQLException {
        String table = plan.target().quoted();
        String statement = "INSERT INTO " + table + " (" + sql.names() + ") SELECT " + sql.values() + " FROM "
                + sql.stage() + condition;
        return plan.keepIdentity()
                ? CountedStatement.run(
                        connection,
                        "SET IDENTITY_INSERT " + table + " ON; ",
                        statement,
                        "SET IDENTITY_INSERT " + table + " OFF; ")
                : CountedStatement.run(connection, "", statement, "");
    }

    private long update(String hint) throws SQLException {
        return CountedStatement.run(
                connection,
                "",
                "UPDATE t SET " + sql.assignments() + " FROM " + sql.target() + hint + " INNER JOIN " + sql.stage()
                        + " ON " + sql.sameKeys(),
                "");
    }

    /** A join, because no key comes twice; EXISTS takes Babelfish three times as long. */
    private long delete() throws SQLException {
        return CountedStatement.run(
                connection,
                "",
                "DELETE t FROM " + sql.target() + " INNER JOIN " + sql.stage() + " ON " + sql.sameKeys(),
                "");
    }

    /**
     * A statement and the count of the rows that it changed itself. The counts that the server reports on the way can't be used:
     * triggers report theirs too.
     */
    static final class CountedStatement {

        private static final int NO_COUNT = -1;

        private CountedStatement() {}

        /** Runs it as it stands; {@code before} and {@code after} surround it, each may be empty. */
        static long run(TargetConnection connection, String before, String statement, String after)
                throws SQLException {
            try (Statement batch = connection.statement()) {
                return lastNumber(batch, batch.execute(batch(before, statement, after)));
            }
        }

        /** Runs it with the values of its markers. */
        static long run(TargetConnection connection, String statement, Object... values) throws SQLException {
            try (PreparedStatement batch = connection.prepare(batch("", statement, ""), values)) {
                return lastNumber(batch, batch.execute());
            }
        }

        private static String batch(String before, String statement, String after) {
            return "SET NOCOUNT ON; DECLARE @changed_rows bigint; " + before + statement
                    + "; SET @changed_rows = ROWCOUNT_BIG(); " + after + "SELECT @changed_rows; SET NOCOUNT OFF";
        }

        /** Triggers may select as well; the count comes last. Reading on also brings errors to light. */
        private static long lastNumber(Statement batch, boolean startsWithResult) throws SQLException {
            String last = null;
            boolean isResult = startsWithResult;
            while (isResult || batch.getUpdateCount() != NO_COUNT) {
                if (isResult) {
                    last = lastValue(batch);
                }
                isResult = batch.getMoreResults();
            }
            return Long.parseLong(last);
        }

        private static String lastValue(Statement batch) throws SQLException {
            String value = null;
            try (ResultSet result = batch.getResultSet()) {
                while (result.next()) {
                    value = result.getString(1);
                }
            }
            return value;
        }
    }

    /** Staged rows as the driver's bulk copy asks for them. What goes wrong in the source comes out as it was thrown. */
    static final class StagedBulkData implements ISQLServerBulkData {

        private static final long serialVersionUID = 1L;

        private final transient StagedRows rows;
        private final transient List<ChangePlan.StagedColumn> columns;
        private final transient List<StagingForm> forms;
        private transient RuntimeException failure;

        StagedBulkData(StagedRows rows, List<ChangePlan.StagedColumn> columns) {
            this.rows = rows;
            this.columns = columns;
            this.forms = columns.stream()
                    .map(column -> ((ServerColumnType) column.target().type()).staging())
                    .toList();
        }

        @Override
        public Set<Integer> getColumnOrdinals() {
            return new TreeSet<>(
                    IntStream.rangeClosed(1, columns.size()).boxed().toList());
        }

        @Override
        public String getColumnName(int column) {
            return columns.get(column - 1).target().name();
        }

        @Override
        public int getColumnType(int column) {
            return forms.get(column - 1).jdbcType();
        }

        @Override
        public int getPrecision(int column) {
            return forms.get(column - 1).precision();
        }

        @Override
        public int getScale(int column) {
            return forms.get(column - 1).scale();
        }

        @Override
        public boolean next() {
            try {
                return rows.next();
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public Object[] getRowData() {
            try {
                Object[] values = rows.values();
                for (int i = 0; i < values.length; i++) {
                    values[i] = StagedValues.of(values[i]);
                }
                return values;
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }

        /** What the source threw, which the driver wraps or not; null when it threw nothing. */
        RuntimeException failure() {
            return failure;
        }

        /**
         * Values in the form of {@link StagingForm}: dates and times as ISO 8601 text, which SQL Server reads the same in every
         * language setting.
         *
         * @see <a href="https://learn.microsoft.com/sql/t-sql/functions/cast-and-convert-transact-sql">CAST, styles 23 and 126</a>
         */
        static final class StagedValues {

            private static final int NANOS_PER_MILLI = 1_000_000;
            private static final int MILLI_DIGITS = 3;
            private static final int NANOS_PER_TICK = 100;
            private static final int TICK_DIGITS = 7;
            private static final int TWO_DIGITS = 2;
            private static final int FOUR_DIGITS = 4;
            private static final int TEN = 10;

            private StagedValues() {}

            /** What the driver sends; null for NULL. */
            static Object of(Object value) {
                if (value instanceof LocalDateTime time) {
                    return text(time);
                }
                if (value instanceof LocalDate date) {
                    return appendDate(new StringBuilder(), date).toString();
                }
                if (value instanceof LocalTime time) {
                    return appendTime(new StringBuilder(), time).toString();
                }
                return value instanceof OffsetDateTime time ? text(time.toLocalDateTime()) + time.getOffset() : value;
            }

            private static String text(LocalDateTime time) {
                StringBuilder text =
                        appendDate(new StringBuilder(), time.toLocalDate()).append('T');
                return appendTime(text, time.toLocalTime()).toString();
            }

            private static StringBuilder appendDate(StringBuilder text, LocalDate date) {
                append(text, date.getYear(), FOUR_DIGITS).append('-');
                append(text, date.getMonthValue(), TWO_DIGITS).append('-');
                return append(text, date.getDayOfMonth(), TWO_DIGITS);
            }

            /** With no more digits than needed, because datetime takes three at most. */
            private static StringBuilder appendTime(StringBuilder text, LocalTime time) {
                append(text, time.getHour(), TWO_DIGITS).append(':');
                append(text, time.getMinute(), TWO_DIGITS).append(':');
                append(text, time.getSecond(), TWO_DIGITS);
                int nanos = time.getNano();
                if (nanos == 0) {
                    return text;
                }
                return nanos % NANOS_PER_MILLI == 0
                        ? append(text.append('.'), nanos / NANOS_PER_MILLI, MILLI_DIGITS)
                        : append(text.append('.'), nanos / NANOS_PER_TICK, TICK_DIGITS);
            }

            private static StringBuilder append(StringBuilder text, int number, int digits) {
                int start = text.length();
                text.setLength(start + digits);
                int rest = number;
                for (int i = start + digits - 1; i >= start; i--) {
                    text.setCharAt(i, (char) ('0' + rest % TEN));
                    rest /= TEN;
                }
                return text;
            }
        }
    }
}
