package io.github.sqldatabricks.bridge.sqlserver;

import com.microsoft.sqlserver.jdbc.ISQLServerBulkData;
import io.github.sqldatabricks.bridge.sqlserver.TargetCatalog.ServerColumnType;
import io.github.sqldatabricks.bridge.sqlserver.type.StagingForm;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.ChangePlan.StagedRows;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Staged rows as the driver's bulk copy asks for them. What goes wrong in the source comes out as it was thrown. */
final class StagedBulkData implements ISQLServerBulkData {

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
        return new TreeSet<>(IntStream.rangeClosed(1, columns.size()).boxed().toList());
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
