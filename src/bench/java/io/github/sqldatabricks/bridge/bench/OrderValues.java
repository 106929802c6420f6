package io.github.sqldatabricks.bridge.bench;

import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** {@link OrderRows} as a program without the bridge would have them: the classes of {@code java.sql}. */
final class OrderValues {

    private static final int BATCH_ROWS = 1024;
    private static final long MICROS = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private final RowStream stream;
    private final RowBatch batch;
    private int row = -1;

    OrderValues(OrderRows rows) {
        stream = rows.open();
        batch = new RowBatch(stream.schema(), BATCH_ROWS);
    }

    boolean next() {
        if (++row < batch.size()) {
            return true;
        }
        row = 0;
        return stream.fill(batch, Long.MAX_VALUE);
    }

    Object[] row() {
        return new Object[] {
            number(0), (int) number(1), text(2), BigDecimal.valueOf(number(3), 2), Date.valueOf(LocalDate.ofEpochDay(number(4))),
            timestamp(number(5)), text(6), text(7)
        };
    }

    private static Timestamp timestamp(long micros) {
        return Timestamp.valueOf(LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, MICROS), (int) Math.floorMod(micros, MICROS) * NANOS_PER_MICRO, ZoneOffset.UTC));
    }

    private long number(int column) {
        return ((ColumnVector.Longs) batch.vector(column)).get(row);
    }

    private String text(int column) {
        return (String) ((ColumnVector.Objects) batch.vector(column)).get(row);
    }
}
