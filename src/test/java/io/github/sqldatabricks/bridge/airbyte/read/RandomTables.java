package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.testing.tables.MemoryTable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Tables {@code t} of columns {@code id}, {@code cursor} and {@code name}, with ties, twins and nulls. */
final class RandomTables {

    private static final List<ColumnType> CURSORS = List.of(
            new ColumnType.Int64(),
            new ColumnType.Decimal(38, 4),
            new ColumnType.Decimal(10, 2),
            new ColumnType.Date(),
            new ColumnType.Instant(6),
            new ColumnType.LocalTimestamp(6),
            new ColumnType.Text());

    private final Random random;
    private final ColumnType cursor;
    private long nextId;
    private long lowest;

    RandomTables(Random random) {
        this.random = random;
        this.cursor = CURSORS.get(random.nextInt(CURSORS.size()));
    }

    /** @param keyed whether {@code id} is declared as its key (with twins all the same: nobody enforces it) */
    MemoryTable table(boolean keyed, boolean nulls) {
        MemoryTable table = ReadScenario.table("t")
                .column("id", new ColumnType.Int64(), false)
                .column("cursor", cursor, nulls)
                .column("name", new ColumnType.Text(), true);
        return (keyed ? table.key("id") : table).insertAll(rows(random.nextInt(25), nulls));
    }

    /** Rows whose cursor values are at least as great as all before. */
    List<List<Object>> rows(int count, boolean nulls) {
        List<List<Object>> rows = new ArrayList<>();
        long greatest = lowest;
        for (int i = 0; i < count; i++) {
            long value = lowest + random.nextInt(6);
            greatest = Math.max(greatest, value);
            Object inCursor = nulls && random.nextInt(5) == 0 ? null : value(value);
            List<Object> row =
                    Arrays.asList(nextId++, inCursor, random.nextBoolean() ? null : "Ä\"" + random.nextInt(3));
            rows.add(row);
            if (random.nextInt(6) == 0) {
                rows.add(row);
            }
        }
        lowest = greatest;
        return rows;
    }

    private Object value(long number) {
        if (cursor instanceof ColumnType.Text) {
            return "v" + (1000 + number);
        }
        if (cursor instanceof ColumnType.Decimal decimal && !decimal.fitsLong()) {
            return BigInteger.TEN.pow(30).add(BigInteger.valueOf(number));
        }
        return number - 3;
    }
}
