package io.github.sqldatabricks.bridge.operator;

import io.github.sqldatabricks.bridge.databricks.source.SourceColumn;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * {@link SourceRows} through the job's own Spark session. All rows are of one version of the table. They come to the driver one
 * partition after the other, and the driver holds no more than one of them.
 */
final class SparkSourceRows implements SourceRows {

    private final Function<UnityTable, Dataset<Row>> tables;

    private SparkSourceRows(Function<UnityTable, Dataset<Row>> tables) {
        this.tables = tables;
    }

    /** The tables and views that the session knows. */
    static SparkSourceRows of(SparkSession spark) {
        return new SparkSourceRows(table -> spark.table(table.quoted()));
    }

    /** The same rows whatever the table is called; they are computed anew each time that they are opened. */
    static SparkSourceRows of(Dataset<Row> rows) {
        return new SparkSourceRows(table -> rows);
    }

    @Override
    public RowStream open(UnityTable table, List<String> columns, Cancellation cancellation) {
        cancellation.check();
        String doing = "Reading " + table;
        return read(doing, () -> {
            Dataset<Row> rows = tables.apply(table);
            List<SparkColumn> selected = SourceColumn.selected(table, typeByName(rows), columns).stream()
                    .map(SparkColumn::new)
                    .toList();
            String[] expressions =
                    selected.stream().map(SparkColumn::expression).toArray(String[]::new);
            return new SparkRowStream(rows.selectExpr(expressions).toLocalIterator(), selected, doing);
        });
    }

    private static Map<String, String> typeByName(Dataset<Row> rows) {
        Map<String, String> typeByName = new LinkedHashMap<>();
        for (StructField field : rows.schema().fields()) {
            typeByName.put(field.name(), field.dataType().sql());
        }
        return typeByName;
    }

    /**
     * Runs a part of the reading. Whatever Spark throws, declared or not, it has tried often enough itself.
     *
     * @throws BridgeException.RemotePermanent ({@code spark-read-failed}) when Spark fails
     */
    static <R> R read(String doing, Supplier<R> part) {
        try {
            return part.get();
        } catch (BridgeException e) {
            throw e;
        } catch (Exception e) {
            String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason");
            throw new BridgeException.RemotePermanent(ErrorCode.SPARK_READ_FAILED, doing + " failed: " + said, e);
        }
    }

    /** Rows of Spark at the driver. */
    static final class SparkRowStream implements RowStream {

        private final Iterator<Row> rows;
        private final List<SparkColumn> columns;
        private final RowSchema schema;
        private final String doing;
        private volatile boolean aborted;

        /** @param doing what is done, for messages, such as {@code Reading main.default.prices} */
        SparkRowStream(Iterator<Row> rows, List<SparkColumn> columns, String doing) {
            this.rows = rows;
            this.columns = columns;
            this.schema = new RowSchema(columns.stream()
                    .map(SparkColumn::source)
                    .map(SourceColumn::column)
                    .toList());
            this.doing = doing;
        }

        @Override
        public RowSchema schema() {
            return schema;
        }

        @Override
        public String consistency() {
            return "snapshot";
        }

        @Override
        public boolean fill(RowBatch batch, long maxBytes) {
            return SparkSourceRows.read(doing, () -> {
                if (aborted) {
                    throw new BridgeException.Cancelled(ErrorCode.READ_ABORTED, doing + " was stopped.");
                }
                batch.clear();
                while (batch.size() < batch.capacity() && batch.bytes() < maxBytes && rows.hasNext()) {
                    add(rows.next(), batch);
                }
                return batch.size() > 0;
            });
        }

        private void add(Row row, RowBatch batch) {
            long bytes = 0;
            for (int i = 0; i < columns.size(); i++) {
                bytes += columns.get(i).read(row.get(i), batch.vector(i), batch.size());
            }
            batch.endRow(bytes);
        }

        @Override
        public Map<String, Long> truncatedValues() {
            return Map.of();
        }

        /** Spark goes on with the partition that it reads, for nobody. */
        @Override
        public void abort() {
            aborted = true;
        }

        @Override
        public void close() {
            abort();
        }
    }

    /**
     * Selects and reads a column of a Spark table. Days and instants come as numbers and a wall clock as LocalDateTime, so that neither
     * the session's time zone nor the JVM's, nor the calendar of java.sql, can change a value; nested values are JSON in UTC.
     */
    record SparkColumn(SourceColumn source) {

        private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);
        private static final long SLOT_BYTES = 16;

        /** The expression for {@code Dataset.selectExpr}. */
        String expression() {
            String quoted = UnityTable.quote(source.column().name());
            return switch (source.form()) {
                case PLAIN -> plain(quoted);
                case JSON -> "to_json(" + quoted + ", map('timeZone', 'UTC'))";
                case TEXT -> "CAST(" + quoted + " AS STRING)";
            };
        }

        private String plain(String quoted) {
            return switch (source.column().type().kind()) {
                case DATE -> "unix_date(" + quoted + ")";
                case INSTANT -> "unix_micros(" + quoted + ")";
                case BOOL, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, TEXT, BYTES, LOCAL_TIMESTAMP -> quoted;
            };
        }

        /**
         * Keeps a value of the selected column.
         *
         * @param value as Spark's Row has it; null for NULL
         * @return about how many bytes of memory it takes
         */
        long read(Object value, ColumnVector vector, int row) {
            if (value == null) {
                vector.setNull(row);
            } else if (vector instanceof ColumnVector.Longs longs) {
                longs.set(row, whole(value));
            } else if (vector instanceof ColumnVector.Doubles doubles) {
                doubles.set(row, ((Number) value).doubleValue());
            } else if (vector instanceof ColumnVector.Objects objects) {
                Object kept = value instanceof BigDecimal decimal ? unscaled(decimal) : value;
                objects.set(row, kept);
                return SLOT_BYTES + size(kept);
            }
            return SLOT_BYTES;
        }

        private long whole(Object value) {
            if (value instanceof Boolean flag) {
                return flag ? 1 : 0;
            }
            if (value instanceof BigDecimal decimal) {
                return unscaled(decimal).longValueExact();
            }
            return value instanceof LocalDateTime time
                    ? ChronoUnit.MICROS.between(EPOCH, time)
                    : ((Number) value).longValue();
        }

        /** Spark's decimals have the column's scale; should one not, it is never rounded. */
        private BigInteger unscaled(BigDecimal value) {
            int scale = ((ColumnType.Decimal) source.column().type()).scale();
            return value.setScale(scale).unscaledValue();
        }

        private static long size(Object value) {
            if (value instanceof byte[] bytes) {
                return bytes.length;
            }
            return value instanceof String text ? (long) text.length() * Character.BYTES : SLOT_BYTES;
        }
    }
}
