package io.github.sqldatabricks.bridge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sqlserver.type.DeclaredType;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import io.github.sqldatabricks.bridge.testing.Claims;
import io.github.sqldatabricks.bridge.testing.FixedRights;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import io.github.sqldatabricks.bridge.testing.ScriptedTarget;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The steps of one event on a scripted target; what is opened has to be closed. */
abstract class SyncServiceFixture {

    static final UnityTable SOURCE = UnityTable.parse("lake.silver.changes");
    static final SyncOperation UPSERT = new SyncOperation.Upsert(SOURCE, new KeyColumns(List.of("id")));
    static final long FENCE = 3;

    final ScriptedTarget target = new ScriptedTarget();
    final ListedRows source =
            new ListedRows().column("id", new ColumnType.Int32()).column("name", new ColumnType.Text());
    final Cancellation cancellation = new Cancellation();
    ChangeLimits limits = ChangeLimits.NONE;

    @BeforeEach
    void describe() {
        target.columns = List.of(
                new TargetColumn("id", type("int"), TargetColumn.Writing.FREE, false, false),
                new TargetColumn("name", type("nvarchar"), TargetColumn.Writing.FREE, true, false));
        target.counts = new ChangeCounts(1, 1, 0);
        source.row(1L, "one").row(2L, "two");
    }

    @AfterEach
    void nothingStaysOpen() {
        assertThat(source.open()).isZero();
        if (target.calls.size() > 1) {
            assertThat(target.calls).endsWith("close");
        }
    }

    SyncService service() {
        return new SyncService(source, target, new FixedRights(limits));
    }

    EventOutcome apply(SyncOperation operation) {
        return service().apply(Claims.of(Claims.event("dbo.t", operation, Map.of()), FENCE), cancellation);
    }

    static void assertBlocked(EventOutcome outcome, String code, String message) {
        assertThat(outcome).isInstanceOfSatisfying(EventOutcome.Blocked.class, blocked -> {
            assertThat(blocked.code()).isEqualTo(code);
            assertThat(blocked.message()).contains(message);
        });
    }

    void assertRolledBack() {
        assertThat(target.calls)
                .containsSubsequence("apply", "rollback", "close")
                .noneMatch(call -> call.startsWith("commit"));
    }

    static EventOutcome.Failed assertFailed(EventOutcome outcome, String code, boolean retryable) {
        assertThat(outcome).isInstanceOf(EventOutcome.Failed.class);
        EventOutcome.Failed failed = (EventOutcome.Failed) outcome;
        assertThat(failed.code()).isEqualTo(code);
        assertThat(failed.retryable()).isEqualTo(retryable);
        return failed;
    }

    static TargetType type(String name) {
        return new DeclaredType(name, 100, 0, 0, OptionalInt.empty()).target();
    }
}
