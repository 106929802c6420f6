package io.github.sqldatabricks.bridge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sqlserver.type.DeclaredType;
import io.github.sqldatabricks.bridge.sync.ChangePlan.StagedRows;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Catches a row or column that is lost or doubled between batches, and a refusal that names the wrong place. */
class StagedRowsTest {

    /** More than two batches. */
    private static final int ROWS = 2500;

    private final ListedRows source = new ListedRows()
            .column("other", new ColumnType.Bool())
            .column("small", new ColumnType.Int64())
            .column("text", new ColumnType.Text());
    private final Cancellation cancellation = new Cancellation();

    @Test
    void everyRowComesOnceWithItsColumnsInThePlansOrder() {
        for (long row = 0; row < ROWS; row++) {
            source.row(1L, row % 256, row % 3 == 0 ? null : "t" + row);
        }
        StagedRows rows = rows();
        for (int row = 0; row < ROWS; row++) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.values()).containsExactly(row % 3 == 0 ? null : "t" + row, (short) (row % 256));
        }
        assertThat(rows.next()).isFalse();
        assertThat(rows.count()).isEqualTo(ROWS);
    }

    @Test
    void anEmptySourceHasNoRow() {
        StagedRows rows = rows();
        assertThat(rows.next()).isFalse();
        assertThat(rows.count()).isZero();
    }

    @Test
    void aRefusalNamesRowAndColumnAndNotTheValue() {
        for (long row = 1; row <= ROWS; row++) {
            source.row(0L, row == 2000 ? 41397L : 7L, "t");
        }
        StagedRows rows = rows();
        BridgeException.RemotePermanent refused = catchThrowableOfType(BridgeException.RemotePermanent.class, () -> {
            while (rows.next()) {
                rows.values();
            }
        });
        assertThat(refused.code()).isEqualTo("value-refused");
        assertThat(refused.getMessage())
                .contains("Row 2000 of the source, column 'Small' (tinyint): expected a whole number from 0 to 255.")
                .doesNotContain("41397");
    }

    @Test
    void aCancelStopsBeforeTheNextBatch() {
        for (int row = 0; row < ROWS; row++) {
            source.row(0L, 1L, "t");
        }
        StagedRows rows = rows();
        assertThat(rows.next()).isTrue();
        cancellation.cancel("by ana");
        assertThatThrownBy(() -> {
                    while (rows.next()) {
                        rows.values();
                    }
                })
                .isInstanceOf(BridgeException.Cancelled.class);
        assertThat(rows.count()).isLessThan(ROWS);
    }

    private StagedRows rows() {
        RowStream stream = source.open(UnityTable.parse("a.b.c"), List.of(), cancellation);
        return new StagedRows(
                stream,
                List.of(
                        new ChangePlan.StagedColumn(2, column("Text", "nvarchar")),
                        new ChangePlan.StagedColumn(1, column("Small", "tinyint"))),
                cancellation);
    }

    private static TargetColumn column(String name, String type) {
        DeclaredType declared = new DeclaredType(type, 100, 0, 0, OptionalInt.empty());
        return new TargetColumn(name, declared.target(), TargetColumn.Writing.FREE, true, false);
    }
}
