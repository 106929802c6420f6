package io.github.sqldatabricks.bridge.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.operator.SqlServerOperator.JobLimits;
import io.github.sqldatabricks.bridge.operator.connection.NamedSettings;
import io.github.sqldatabricks.bridge.sqlserver.type.DeclaredType;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import io.github.sqldatabricks.bridge.testing.ScriptedTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What Python gives and gets. Catches a field that is lost on the way, a failure that is not tried again, or for ever, a limit
 * that is not there unless asked for, and a cancel that nobody hears.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventRunnerTest {

    private final ScriptedTarget target = new ScriptedTarget();
    private final ListedRows source =
            new ListedRows().column("id", new ColumnType.Int64()).row(1L);

    @BeforeEach
    void describe() {
        DeclaredType bigint = new DeclaredType("bigint", 8, 19, 0, OptionalInt.empty());
        target.columns = List.of(new TargetColumn("id", bigint.target(), TargetColumn.Writing.FREE, false, false));
    }

    private EventRunner runner(String... settings) {
        Map<String, String> given = new HashMap<>(Map.of("retry-delay", "0"));
        for (int i = 0; i < settings.length; i += 2) {
            given.put(settings[i], settings[i + 1]);
        }
        List<String> known = new ArrayList<>(EventRunner.NAMES);
        known.addAll(JobLimits.NAMES);
        NamedSettings named = new NamedSettings(given, known);
        return new EventRunner(new SyncService(source, target, JobLimits.of(named)), named);
    }

    private static Map<String, Object> request(String operation) {
        Map<String, Object> request = new HashMap<>();
        request.put("event_id", "run-7");
        request.put("operation", operation);
        request.put("source_table", "main.default.ids");
        request.put("target_table", "dbo.ids");
        request.put("primary_keys", List.of("id"));
        request.put("rows_expected", null);
        return request;
    }

    private static SyncEvent event(String operation) {
        return EventMaps.event(request(operation));
    }

    @Test
    void allThatIsAskedForArrives() {
        Map<String, Object> request = request("delete");
        request.remove("source_table");
        request.remove("primary_keys");
        request.put("rows_expected", 5);
        request.put("filter_conditions", new HashMap<>(Map.of("country", "BO")));
        request.put("metadata", Map.of("on_discrepancy", "rollback"));
        SyncEvent read = EventMaps.event(request);
        assertThat(read.id().value()).isEqualTo("run-7");
        assertThat(read.rowsExpected()).hasValue(5);
        assertThat(read.metadata().values()).containsEntry("on_discrepancy", "rollback");
        assertThat(read.operation()).hasToString("DeleteWhere[conditions={country=Optional[BO]}]");
    }

    @Test
    void aConditionWithoutValueMeansNull() {
        Map<String, Object> request = request("delete");
        request.keySet().retainAll(List.of("operation", "target_table"));
        request.put("filter_conditions", Collections.singletonMap("closed_on", null));
        assertThat(EventMaps.event(request).operation())
                .hasToString("DeleteWhere[conditions={closed_on=" + Optional.empty() + "}]");
    }

    @Test
    void aDeleteOfEverythingIsRefused() {
        Map<String, Object> request = request("delete");
        request.keySet().retainAll(List.of("operation", "target_table"));
        assertThatThrownBy(() -> EventMaps.event(request))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        refused -> assertThat(refused.code()).isEqualTo("unbounded-delete"));
    }

    @Test
    void whatWasDoneIsTold() {
        target.counts = new ChangeCounts(1, 2, 0);
        assertThat(runner().sync(event("UPSERT")))
                .containsEntry("event_id", "run-7")
                .containsEntry("status", "completed")
                .containsEntry("rows_affected", 3L)
                .containsEntry("rows_inserted", 1L)
                .containsEntry("rows_updated", 2L)
                .containsEntry("applied_before", false)
                .containsEntry("discrepancy", null);
        assertThat(target.calls).contains("commit 3");
        assertThat(source.open()).isZero();
    }

    @Test
    void aRepeatedCallAnswersWhatTheFirstDid() {
        target.appliedBefore = Optional.of(ChangeCounts.inserted(4));
        assertThat(runner().sync(event("INSERT")))
                .containsEntry("status", "completed")
                .containsEntry("rows_affected", 4L)
                .containsEntry("applied_before", true);
        assertThat(target.calls).doesNotContain("apply");
    }

    @Test
    void aWrongNumberOfRowsIsTold() {
        target.counts = ChangeCounts.inserted(1);
        Map<String, Object> request = request("INSERT");
        request.put("rows_expected", 3L);
        assertThat(runner().sync(EventMaps.event(request)))
                .containsEntry("discrepancy", 2L)
                .extractingByKey("warning")
                .asString()
                .contains("Expected 3 rows");
    }

    @Test
    void moreDeletedRowsThanTenThousandAreTakenBackUnlessMoreIsAllowed() {
        target.counts = ChangeCounts.deleted(10_001);
        assertThat(runner().sync(event("DELETE")))
                .containsEntry("status", "blocked")
                .containsEntry("error_code", "limit-exceeded")
                .containsEntry("retryable", false);
        assertThat(target.calls).contains("rollback").noneMatch(call -> call.startsWith("commit"));
        assertThat(runner("max-delete-rows", "10001").sync(event("DELETE"))).containsEntry("status", "completed");
        assertThat(runner("max-delete-rows", "unlimited").sync(event("DELETE"))).containsEntry("status", "completed");
    }

    @Test
    void limitsOnChangedRowsHold() {
        target.counts = ChangeCounts.updated(11);
        target.tableRows = 100;
        assertThat(runner("max-changed-rows", "10").sync(event("UPSERT"))).containsEntry("status", "blocked");
        assertThat(runner("max-changed-percent", "10.5").sync(event("UPSERT"))).containsEntry("status", "blocked");
        assertThat(runner("max-changed-percent", "11").sync(event("UPSERT"))).containsEntry("status", "completed");
    }

    @Test
    void whatCanPassIsTriedAgainAsOftenAsWasSaid() {
        target.fail("describe", new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_DEADLOCK, "no", null));
        assertThat(runner("max-retries", "2").sync(event("UPSERT")))
                .containsEntry("status", "failed")
                .containsEntry("error_code", "sqlserver-deadlock")
                .containsEntry("retryable", true);
        assertThat(target.calls).filteredOn("describe"::equals).hasSize(3);
    }

    @Test
    void whatCannotPassIsTriedOnce() {
        target.fail("describe", new BridgeException.RemotePermanent(ErrorCode.UNKNOWN_TARGET_TABLE, "no"));
        assertThat(runner().sync(event("UPSERT"))).containsEntry("error_code", "unknown-target-table");
        assertThat(target.calls).filteredOn("describe"::equals).hasSize(1);
    }

    @Test
    void aDryRunShowsRowsAndLeavesNone() {
        target.counts = ChangeCounts.deleted(20_000);
        assertThat(runner().dryRun(event("DELETE")))
                .containsEntry("status", "blocked")
                .containsEntry("rows_deleted", 20_000L)
                .containsEntry("sample", List.of(Map.of("before", Map.of("id", "1"), "after", Map.of())));
        assertThat(target.calls).contains("beginTransaction without ledger", "rollback");
    }

    @Test
    void aCancelEndsTheWaitForTheNextAttempt() throws Exception {
        target.fail("describe", new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_DEADLOCK, "no", null));
        EventRunner runner = runner("retry-delay", "3600");
        CompletableFuture<Map<String, Object>> running =
                CompletableFuture.supplyAsync(() -> runner.sync(event("UPSERT")));
        CountDownLatch ended = new CountDownLatch(1);
        running.whenComplete((record, failure) -> ended.countDown());
        while (!ended.await(20, TimeUnit.MILLISECONDS)) {
            runner.cancel();
        }
        assertThatThrownBy(running::join).hasCauseInstanceOf(BridgeException.Cancelled.class);
    }

    @Test
    void limitsThatAreNoneAreRefused() {
        for (String[] wrong : Arrays.asList(
                new String[] {"max-delete-rows", "-1"},
                new String[] {"max-changed-percent", "101"},
                new String[] {"max-retries", "many"})) {
            assertThatThrownBy(() -> runner(wrong))
                    .isInstanceOf(BridgeException.InvalidRequest.class)
                    .hasMessageContaining(wrong[0]);
        }
    }
}
