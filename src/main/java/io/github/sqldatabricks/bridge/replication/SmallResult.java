package io.github.sqldatabricks.bridge.replication;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** The rows of a result that is small for sure, such as an aggregate's. */
public final class SmallResult {

    private static final int BATCH_ROWS = 64;
    private static final long BATCH_BYTES = 1 << 20;

    private SmallResult() {}

    /**
     * Reads all rows, each value as exact text: numbers in digits, days as ISO has them, bytes as upper-case hexadecimal digits. Times are
     * text when the query's temporal policy says so, and microseconds otherwise.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the source can't be asked
     */
    public static List<List<Optional<String>>> read(RowSource source, RowQuery query, Cancellation cancellation) {
        List<List<Optional<String>>> result = new ArrayList<>();
        try (RowStream rows = source.open(query, cancellation);
                Cancellation.Registration abort = cancellation.onCancel(rows::abort)) {
            RowBatch batch = new RowBatch(rows.schema(), BATCH_ROWS);
            while (rows.fill(batch, BATCH_BYTES)) {
                for (int row = 0; row < batch.size(); row++) {
                    result.add(row(batch, row));
                }
            }
        }
        return result;
    }

    private static List<Optional<String>> row(RowBatch batch, int row) {
        return IntStream.range(0, batch.schema().size())
                .mapToObj(column -> text(batch, column, row))
                .toList();
    }

    private static Optional<String> text(RowBatch batch, int column, int row) {
        ColumnType type = batch.schema().columns().get(column).type();
        ColumnVector vector = batch.vector(column);
        if (vector.isNull(row)) {
            return Optional.empty();
        }
        if (vector instanceof ColumnVector.Longs longs) {
            return Optional.of(text(type, longs.get(row)));
        }
        return Optional.of(
                vector instanceof ColumnVector.Doubles doubles
                        ? BigDecimal.valueOf(doubles.get(row)).toPlainString()
                        : text(type, ((ColumnVector.Objects) vector).get(row)));
    }

    private static String text(ColumnType type, long value) {
        return switch (type.kind()) {
            case DATE -> LocalDate.ofEpochDay(value).toString();
            case DECIMAL ->
                BigDecimal.valueOf(value, ((ColumnType.Decimal) type).scale()).toPlainString();
            default -> Long.toString(value);
        };
    }

    private static String text(ColumnType type, Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT);
        }
        return value instanceof BigInteger unscaled && type instanceof ColumnType.Decimal decimal
                ? new BigDecimal(unscaled, decimal.scale()).toPlainString()
                : value.toString();
    }
}
