package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.extraction.Backfill;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryState;
import io.github.sqldatabricks.bridge.job.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.replication.plan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.StreamRights;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.github.sqldatabricks.bridge.wiring.SandboxDatabricks;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Runs of replications from the file to the rows in the Delta table, through everything that is real here. Catches changes that are not
 * brought, or twice; a run that asks the warehouse when nothing is new; and rows that a reset leaves.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class ReplicationRunTest {

    private static final Predicate<Call> STATEMENT =
            call -> call.method().equals("POST") && call.path().matches("/api/2\\.0/sql/statements/?");

    @Inject
    ReplicationRuns runs;

    @Inject
    Backfills backfills;

    @Inject
    ReplicationOperations operations;

    @Inject
    LoadFileSweep sweep;

    @Inject
    ReplicationStore store;

    @Inject
    JobTracker jobs;

    @Inject
    AccessControl access;

    @Inject
    SandboxConsoles worlds;

    @Inject
    SandboxDatabricks databricks;

    @Inject
    DatabricksJdbc jdbc;

    @Inject
    ReplicationPlanner planner;

    @Inject
    StreamReadings readings;

    @Inject
    ReplicationSchedules schedules;

    @Inject
    ReplicationLibrary library;

    private Path file;

    @AfterEach
    void reset() throws IOException {
        databricks.workspace().faults().clear();
        Files.deleteIfExists(file);
    }

    @Test
    void aCursorBringsWhatChangedAndAsksNoWarehouseWhenNothingIsNew() throws IOException {
        sqlServer(
                "CREATE TABLE dbo.run_orders (id INT NOT NULL PRIMARY KEY, amount DECIMAL(10, 2), changed DATETIME2 NOT NULL)");
        sqlServer(
                "INSERT INTO dbo.run_orders VALUES (1, 10.00, '2026-01-01'), (2, 20.00, '2026-01-02'), (3, 30.00, '2026-01-03')");
        write("orders", "  dbo.run_orders: {change: cursor, cursor: changed, zone: utc}");

        assertThat(run("orders", false).progress().rows()).isEqualTo(3);
        assertThat(delta("SELECT count(*) FROM main.loaded.run_orders")).isEqualTo(3);

        sqlServer("UPDATE dbo.run_orders SET amount = 21.00, changed = '2026-02-01' WHERE id = 2");
        sqlServer("INSERT INTO dbo.run_orders VALUES (4, 40.00, '2026-02-02')");
        assertThat(run("orders", false).progress().rows()).isEqualTo(2);
        assertThat(delta("SELECT count(*) FROM main.loaded.run_orders")).isEqualTo(4);
        assertThat(delta("SELECT CAST(sum(amount) * 100 AS BIGINT) FROM main.loaded.run_orders"))
                .isEqualTo(10_100);

        AtomicInteger statements = new AtomicInteger();
        databricks
                .workspace()
                .faults()
                .add(new Fault(
                        call -> STATEMENT.test(call) && statements.incrementAndGet() < 0,
                        0,
                        1,
                        new Effect.CutResponse(0)));
        assertThat(run("orders", false).state().status()).isEqualTo(QueryStatus.SKIPPED);
        assertThat(statements).hasValue(0);
        StreamState state = store.stream(new StreamId("orders", "dbo.run_orders"));
        assertThat(state.completeness()).contains("horizon");
        assertThat(state.load())
                .hasValueSatisfying(load -> assertThat(load.rows()).isEqualTo(2));
    }

    @Test
    void aResetBringsAllRowsAndTakesAwayWhatTheSourceLacks() throws IOException {
        sqlServer(
                "CREATE TABLE dbo.run_items (id INT NOT NULL PRIMARY KEY, name NVARCHAR(20), changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_items VALUES (1, 'a', '2026-01-01'), (2, 'b', '2026-01-02')");
        write("items", "  dbo.run_items: {change: cursor, cursor: changed, zone: utc}");
        run("items", false);
        sqlServer("DELETE FROM dbo.run_items WHERE id = 1");
        run("items", false);
        assertThat(delta("SELECT count(*) FROM main.loaded.run_items")).isEqualTo(2);

        assertThat(run("items", true).progress().rows()).isEqualTo(1);
        assertThat(delta("SELECT max(id) * 10 + count(*) FROM main.loaded.run_items"))
                .isEqualTo(21);
        assertThat(store.stream(new StreamId("items", "dbo.run_items")).reset()).isFalse();
        sqlServer("INSERT INTO dbo.run_items VALUES (7, 'g', '2026-03-01')");
        assertThat(run("items", false).progress().rows()).isEqualTo(1);
    }

    /** Whatever statement of the load loses its answer: the run tries again, and the rows are there once. */
    @Test
    void rowsThatAreAppendedComeOnceWhenAnAnswerIsLost() throws IOException {
        sqlServer("CREATE TABLE dbo.run_log (id BIGINT NOT NULL PRIMARY KEY, text NVARCHAR(20))");
        sqlServer("INSERT INTO dbo.run_log VALUES (1, 'a'), (2, 'b')");
        write("log", "  dbo.run_log: {mode: append, change: cursor, cursor: id}");
        run("log", false);
        for (int lost = 0; lost < 4; lost++) {
            sqlServer("INSERT INTO dbo.run_log VALUES (" + (10 + lost) + ", 'x')");
            databricks.workspace().faults().add(new Fault(STATEMENT, lost, 2, new Effect.CutResponse(0)));
            run("log", false);
            databricks.workspace().faults().clear();
            assertThat(delta("SELECT count(*) * 100 + count(DISTINCT id) FROM main.loaded.run_log"))
                    .as("after the answer %d was lost", lost)
                    .isEqualTo((3 + lost) * 101L);
        }
    }

    /** Its rows are all there: beside them they would be there twice. */
    @Test
    void aStreamThatWasReadWholeIsNotAppendedToBeforeAReset() throws IOException {
        sqlServer("CREATE TABLE dbo.run_turn (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_turn VALUES (1), (2)");
        write("turn", "  dbo.run_turn: {mode: replace}");
        run("turn", false);
        write("turn", "  dbo.run_turn: {mode: append, change: cursor, cursor: id}");
        QueryState failed = ended(submit("turn", false)).queries().get(0).state();
        assertThat(failed.toString()).contains("position-lost");
        run("turn", true);
        assertThat(delta("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_turn"))
                .isEqualTo(32);
    }

    /** What was there stays until all rows can be read; then they come in its place, and not beside it. */
    @Test
    void aResetOfAnAppendedTableWaitsForRows() throws IOException {
        sqlServer("CREATE TABLE dbo.run_wait (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_wait VALUES (1), (2)");
        write("wait", "  dbo.run_wait: {mode: append, change: cursor, cursor: id}");
        run("wait", false);
        sqlServer("DELETE FROM dbo.run_wait");
        run("wait", true);
        assertThat(store.stream(new StreamId("wait", "dbo.run_wait")).reset()).isTrue();
        sqlServer("INSERT INTO dbo.run_wait VALUES (7)");
        run("wait", false);
        assertThat(delta("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_wait"))
                .isEqualTo(71);
    }

    /** A stream that is reset while its run loads: what was loaded does not count, and all rows are read again. */
    @Test
    void aResetWhileARunLoadsIsDoneByThatRun() throws Exception {
        sqlServer("CREATE TABLE dbo.run_late (id INT NOT NULL PRIMARY KEY, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_late VALUES (1, '2026-01-01'), (2, '2026-01-02')");
        write("late", "  dbo.run_late: {change: cursor, cursor: changed, zone: utc}");
        run("late", false);
        sqlServer("DELETE FROM dbo.run_late WHERE id = 1");
        sqlServer("INSERT INTO dbo.run_late VALUES (3, '2026-01-03')");
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        databricks.workspace().faults().add(new Fault(STATEMENT, 0, 1, new Effect.Hold(arrived, release)));
        Job job = submit("late", false);
        assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();
        store.reset(new StreamId("late", "dbo.run_late"));
        release.countDown();
        assertThat(ended(job).queries().get(0).state().status()).isEqualTo(QueryStatus.COMPLETED);
        assertThat(delta("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_late"))
                .isEqualTo(52);
        assertThat(store.stream(new StreamId("late", "dbo.run_late")).reset()).isFalse();
    }

    @Test
    void whatCanNotRunIsRefusedBeforeAnythingIsStored() throws IOException {
        write("wrong", "  dbo.nowhere: {mode: replace}");
        assertThatThrownBy(() -> run("wrong", false))
                .isInstanceOf(BridgeException.Conflict.class)
                .hasMessageContaining("dbo.nowhere");
        write("elsewhere", "  dbo.region: {mode: replace, target: main.secret.region}");
        assertThatThrownBy(() -> run("elsewhere", false))
                .isInstanceOf(BridgeException.Conflict.class)
                .hasMessageContaining("main.secret.region");
    }

    @Test
    void whileARunHasNotEndedThereIsNoOther() throws IOException {
        write("alone", "  dbo.region: {mode: replace, target: main.loaded.alone}");
        Job first = submit("alone", false);
        try {
            Job second = submit("alone", false);
            assertThat(jobs.find(first.id()).ended())
                    .as("else %s would have been refused", second.id())
                    .isTrue();
        } catch (BridgeException.Conflict refused) {
            assertThat(refused.code()).isEqualTo("destination-busy");
        }
        ended(first);
    }

    @Test
    void severalReadersShareAWholeReadAndNoneAWindow() throws IOException {
        sqlServer("CREATE TABLE dbo.run_parts (id INT NOT NULL PRIMARY KEY, amount INT, changed DATETIME2 NULL)");
        sqlServer("INSERT INTO dbo.run_parts SELECT X, X * 10, '2026-01-01' FROM SYSTEM_RANGE(1, 400)");
        sqlServer("INSERT INTO dbo.run_parts VALUES (1000, 7, NULL)");
        write(
                "parts",
                "  dbo.run_parts: {change: cursor, cursor: changed, zone: utc, null_cursor: ignore, partitions: 4, freshness: 1h}");
        StreamId id = new StreamId("parts", "dbo.run_parts");
        assertThat(partsOf("parts")).isEqualTo(4);
        assertThat(run("parts", false).progress().rows()).isEqualTo(400);
        assertThat(delta("SELECT count(DISTINCT id) * 1000000 + sum(amount) FROM main.loaded.run_parts"))
                .isEqualTo(400_000_000L + 802_000);
        assertThat(store.stream(id).completeness()).contains("horizon");
        assertThat(store.stream(id).freshFor()).contains(Duration.ofHours(1));
        sqlServer("UPDATE dbo.run_parts SET changed = '2026-01-02' WHERE id > 300");
        assertThat(partsOf("parts")).isEqualTo(1);
    }

    @Test
    void aTableThatIsReadWholeEachTimeSaysThatItsPartsHaveNoCommonPicture() throws IOException {
        sqlServer("CREATE TABLE dbo.run_whole (id INT NOT NULL PRIMARY KEY, amount INT)");
        sqlServer("INSERT INTO dbo.run_whole SELECT X, X FROM SYSTEM_RANGE(1, 400)");
        StreamId id = new StreamId("whole", "dbo.run_whole");
        write("whole", "  dbo.run_whole: {change: full, partitions: 4}");
        assertThat(run("whole", false).progress().rows()).isEqualTo(400);
        assertThat(store.stream(id).completeness()).contains("full-per-partition");
        write("whole", "  dbo.run_whole: {change: full}");
        assertThat(run("whole", false).progress().rows()).isEqualTo(400);
        assertThat(delta("SELECT count(*) * 1000000 + sum(amount) FROM main.loaded.run_whole"))
                .isEqualTo(400_000_000L + 80_200);
        assertThat(store.stream(id).completeness()).contains("full");
    }

    @Test
    void aStreamOfAnotherCursorFailsUntilSomebodyResetsIt() throws IOException {
        sqlServer("CREATE TABLE dbo.run_other (id INT NOT NULL PRIMARY KEY, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_other VALUES (1, '2026-01-01'), (2, '2026-01-02')");
        write("other", "  dbo.run_other: {change: cursor, cursor: changed, zone: utc}");
        run("other", false);
        write("other", "  dbo.run_other: {change: cursor, cursor: id}");
        for (int run = 1; run <= 2; run++) {
            assertThat(ended(submit("other", false)).queries().get(0).outcome())
                    .hasValueSatisfying(outcome -> assertThat(outcome)
                            .isInstanceOfSatisfying(QueryState.Failed.class, failed -> {
                                assertThat(failed.code()).isEqualTo("position-lost");
                                assertThat(failed.message()).contains("Reset the stream");
                            }));
            assertThat(store.stream(new StreamId("other", "dbo.run_other")).failure())
                    .map(StreamState.Failure::count)
                    .contains((long) run);
        }
        assertThat(run("other", true).progress().rows()).isEqualTo(2);
        assertThat(store.stream(new StreamId("other", "dbo.run_other")).failure())
                .isEmpty();
    }

    /** R2 and R4 of the design. */
    @Test
    void aNewTableIsTakenUpAndOneThatIsGoneOrFailsStopsNoOther() throws IOException {
        sqlServer("CREATE TABLE dbo.run_pat_a (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_pat_a VALUES (1)");
        write("pattern", "  dbo.run_pat_*: {change: full, limits: {shrink_percent: 10}}");
        assertThat(run("pattern", false).progress().rows()).isEqualTo(1);

        sqlServer("CREATE TABLE dbo.run_pat_b (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_pat_b VALUES (7)");
        sqlServer("DELETE FROM dbo.run_pat_a");
        Job both = ended(submit("pattern", false));
        assertThat(both.query(new QueryName("dbo.run_pat_a")).state().toString())
                .contains("load-limit-exceeded");
        assertThat(both.query(new QueryName("dbo.run_pat_b")).state().status()).isEqualTo(QueryStatus.COMPLETED);
        assertThat(delta("SELECT sum(id) FROM main.loaded.run_pat_b")).isEqualTo(7);

        sqlServer("DROP TABLE dbo.run_pat_b");
        assertThat(ended(submit("pattern", false)).queries())
                .extracting(query -> query.name().value())
                .containsExactly("dbo.run_pat_a");
        assertThat(delta("SELECT sum(id) FROM main.loaded.run_pat_b"))
                .as("what was loaded stays")
                .isEqualTo(7);
    }

    @Test
    void aFileThatBreaksWhileARunGoesOnIsInForceAsItWas() throws Exception {
        sqlServer("CREATE TABLE dbo.run_break (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_break VALUES (1)");
        write("break", "  dbo.run_break: {change: full}");
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        databricks.workspace().faults().add(new Fault(STATEMENT, 0, 1, new Effect.Hold(arrived, release)));
        Job job = submit("break", false);
        assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();
        write("break", "  dbo.run_break: {change: full, no_such_key: 1}");
        release.countDown();
        assertThat(ended(job).queries().get(0).state().status()).isEqualTo(QueryStatus.COMPLETED);
        sqlServer("INSERT INTO dbo.run_break VALUES (2)");
        assertThat(run("break", false).progress().rows()).isEqualTo(2);
    }

    /** Rows that were not among those that were read may be behind the position. */
    @Test
    void aStreamOfOtherRowsFailsUntilSomebodyResetsIt() throws IOException {
        sqlServer("CREATE TABLE dbo.run_rows (id INT NOT NULL PRIMARY KEY, amount INT NOT NULL)");
        sqlServer("INSERT INTO dbo.run_rows VALUES (1, 1), (2, 20)");
        String settings = "  dbo.run_rows: {mode: append, change: cursor, cursor: id, where: 'amount > 10'}";
        write("rows", settings);
        run("rows", false);
        write("rows", settings.replace("10", "0"));
        QueryState failed = ended(submit("rows", false)).queries().get(0).state();
        assertThat(failed.toString()).contains("position-lost").contains("reset the stream");
        write("rows", settings);
        assertThat(run("rows", false).state().status()).isEqualTo(QueryStatus.SKIPPED);
        write("rows", settings.replace("10", "0"));
        run("rows", true);
        assertThat(delta("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_rows"))
                .isEqualTo(32);
    }

    /** A row that committed late, below the position, is brought by its time; the stream goes on from where it was. */
    @Test
    void aBackfillBringsWhatARangeHasAndMovesNoPosition() throws IOException {
        sqlServer(
                "CREATE TABLE dbo.run_gap (id INT NOT NULL PRIMARY KEY, amount INT NOT NULL, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_gap VALUES (1, 10, '2026-01-01'), (2, 20, '2026-01-02'), (5, 50, '2026-01-05')");
        write("gap", "  dbo.run_gap: {change: cursor, cursor: changed, zone: utc}");
        run("gap", false);
        StreamState before = store.stream(new StreamId("gap", "dbo.run_gap"));
        sqlServer("INSERT INTO dbo.run_gap VALUES (3, 30, '2026-01-03'), (4, 40, '2026-01-04')");
        sqlServer("UPDATE dbo.run_gap SET amount = 21 WHERE id = 2");
        assertThat(run("gap", false).state().status()).isEqualTo(QueryStatus.SKIPPED);

        Backfill range = new Backfill(Optional.empty(), "2026-01-02", "2026-01-04");
        assertThat(backfills.preview("gap", Optional.empty(), range, access.user("ana")))
                .singleElement()
                .satisfies(preview -> {
                    assertThat(preview.rows()).isEqualTo(2);
                    assertThat(preview.stream().load().mode().text()).isEqualTo("merge");
                });
        assertThat(delta("SELECT sum(amount) FROM main.loaded.run_gap")).isEqualTo(80);
        assertThat(backfilled("gap", range).progress().rows()).isEqualTo(2);
        assertThat(delta("SELECT sum(amount) * 10 + count(*) FROM main.loaded.run_gap"))
                .isEqualTo(1114);
        StreamState after = store.stream(before.id());
        assertThat(after.position()).isEqualTo(before.position());
        assertThat(after.completeness()).isEqualTo(before.completeness());
        assertThat(run("gap", false).state().status()).isEqualTo(QueryStatus.SKIPPED);
        sqlServer("INSERT INTO dbo.run_gap VALUES (6, 60, '2026-01-06')");
        assertThat(run("gap", false).progress().rows()).isEqualTo(1);
        assertThat(delta("SELECT sum(amount) FROM main.loaded.run_gap")).isEqualTo(171);
    }

    /** By the key what is gone at the source goes too, in the range and nowhere else. */
    @Test
    void aBackfillByTheKeyReplacesItsRange() throws IOException {
        sqlServer("CREATE TABLE dbo.run_range (id INT NOT NULL PRIMARY KEY, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_range VALUES (1, '2026-01-01'), (2, '2026-01-02'), (3, '2026-01-03')");
        write("range", "  dbo.run_range: {change: cursor, cursor: changed, zone: utc}");
        run("range", false);
        sqlServer("DELETE FROM dbo.run_range WHERE id IN (1, 2)");
        assertThat(backfilled("range", new Backfill(Optional.of("ID"), "2", "10"))
                        .progress()
                        .rows())
                .isEqualTo(1);
        assertThat(delta("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_range"))
                .isEqualTo(42);
        sqlServer("UPDATE dbo.run_range SET changed = '2026-02-01' WHERE id = 3");
        assertThat(run("range", false).progress().rows()).isEqualTo(1);
        assertThat(delta("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_range"))
                .isEqualTo(42);
    }

    @Test
    void aBackfillByAKeyThatIsNotUniqueKeepsTheNewestRowOfEach() throws IOException {
        sqlServer(
                "CREATE TABLE dbo.run_hist (id INT NOT NULL, version INT NOT NULL, changed DATETIME2 NOT NULL, PRIMARY KEY (id, version))");
        sqlServer("INSERT INTO dbo.run_hist VALUES (1, 1, '2026-01-01'), (1, 2, '2026-01-02'), (2, 1, '2026-01-03')");
        write(
                "range",
                "  dbo.run_hist: {mode: merge, key: [id], newest_by: version, change: cursor, cursor: changed, zone: utc}");
        run("range", false);
        backfilled("range", new Backfill(Optional.of("id"), "1", "10"));
        assertThat(delta("SELECT sum(id * 10 + version) * 10 + count(*) FROM main.loaded.run_hist"))
                .isEqualTo(332);
    }

    @Test
    void aBackfillThatCanNotBeRightIsRefusedBeforeAnythingIsStored() throws IOException {
        sqlServer("CREATE TABLE dbo.run_refused (id INT NOT NULL PRIMARY KEY, name VARCHAR(10), changed DATETIME2)");
        sqlServer("INSERT INTO dbo.run_refused VALUES (1, 'a', '2026-01-01')");
        Backfill days = new Backfill(Optional.of("changed"), "2026-01-01", "2026-02-01");
        String merged = "  dbo.run_refused: {mode: merge, cursor: changed, zone: utc}";
        refused(merged, days, "never was");
        run("refused", false);
        refused(merged, new Backfill(Optional.of("name"), "a", "b"), "no exact order");
        refused(merged, new Backfill(Optional.of("changed"), "2026-02-01", "2026-01-01"), "from to be smaller");
        refused(
                merged,
                new Backfill(Optional.of("changed"), "2026-01-01 00:00:00.0000001", "2026-02-01"),
                "microseconds");
        refused(merged, new Backfill(Optional.of("id"), "1", "2.5"), "'to' to be a value of id");
        refused(merged, new Backfill(Optional.of("nothing"), "1", "2"), "no column nothing");
        refused("  dbo.run_refused: {mode: replace}", days, "next run reads all rows");
        refused("  dbo.run_refused: {mode: append, cursor: id}", days, "come twice");
        refused(
                "  dbo.run_refused: {mode: replace-where, slices: {column: id, from: 1, to: 5}}",
                days,
                "column of its slices");
        refused("  some: {query: top_customers}", days, "template");
    }

    /** Whoever keeps the state of a stream can go back to it; rows come again, and are merged. */
    @Test
    void aStateThatIsImportedIsReadOnFromAndBeginsAGeneration() throws IOException {
        sqlServer("CREATE TABLE dbo.run_kept (id INT NOT NULL PRIMARY KEY, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_kept VALUES (1, '2026-01-01'), (2, '2026-01-02')");
        write("kept", "  dbo.run_kept: {change: cursor, cursor: changed, zone: utc}");
        StreamId id = new StreamId("kept", "dbo.run_kept");
        Principal ana = access.user("ana");
        run("kept", false);
        String kept = operations.state(id, ana).json();
        sqlServer("INSERT INTO dbo.run_kept VALUES (3, '2026-01-03')");
        run("kept", false);
        StreamState now = operations.restore(id, kept, () -> 1, ana);
        assertThat(now.generation()).isEqualTo(3);
        assertThat(now.position())
                .hasValueSatisfying(position -> assertThat(position).contains("\"generation\":3", "2026-01-02"));
        assertThat(run("kept", false).progress().rows()).isEqualTo(1);
        assertThat(delta("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_kept"))
                .isEqualTo(63);
        assertThat(run("kept", false).state().status()).isEqualTo(QueryStatus.SKIPPED);

        assertThatThrownBy(() -> operations.restore(id, kept, () -> 3, ana))
                .as("it is of an older generation")
                .hasMessageContaining("generation 1");
        assertThatThrownBy(() -> operations.restore(id, kept, () -> 1, ana)).hasMessageContaining("in generation 1");
        String mine = operations.state(id, ana).json();
        assertThatThrownBy(() -> operations.restore(id, mine.replace("dbo.run_kept", "dbo.other"), () -> 3, ana))
                .hasMessageContaining("that of kept/dbo.other");
        assertThatThrownBy(() -> operations.restore(
                        id, mine.replace("datetime2(7)", "datetime2(3)").replace("00.0000000", "00.000"), () -> 3, ana))
                .hasMessageContaining("it is of the column changed datetime2(3)");
        assertThatThrownBy(() -> operations.restore(
                        id, mine.replace("\"version\" : 1,\n  \"repl", "\"version\" : 2,\n  \"repl"), () -> 3, ana))
                .isInstanceOf(BridgeException.InvalidRequest.class);
        assertThatThrownBy(() -> operations.reset(id, OptionalLong.of(1), ana)).hasMessageContaining("it is in 3");
        assertThat(operations.reset(id, OptionalLong.of(3), ana).reset()).isTrue();
        assertThatThrownBy(() -> operations.state(id, ana)).hasMessageContaining("reads all rows");
    }

    /** What runs while the state is imported brings its rows perhaps, but never moves the new position. */
    @Test
    void aLoadThatIsUnderWayDoesNotOutliveAnImport() throws Exception {
        sqlServer("CREATE TABLE dbo.run_kept2 (id INT NOT NULL PRIMARY KEY, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_kept2 VALUES (1, '2026-01-01')");
        write("kept", "  dbo.run_kept2: {change: cursor, cursor: changed, zone: utc}");
        StreamId id = new StreamId("kept", "dbo.run_kept2");
        run("kept", false);
        String kept = operations.state(id, access.user("ana")).json();
        sqlServer("INSERT INTO dbo.run_kept2 VALUES (2, '2026-01-02')");
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        databricks.workspace().faults().add(new Fault(STATEMENT, 0, 1, new Effect.Hold(arrived, release)));
        Job job = submit("kept", false);
        assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();
        String imported = operations
                .restore(id, kept, () -> 1, access.user("ana"))
                .position()
                .orElseThrow();
        release.countDown();
        ended(job);
        assertThat(store.stream(id).position()).contains(imported);
        assertThat(run("kept", false).progress().rows()).isEqualTo(1);
        assertThat(delta("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_kept2"))
                .isEqualTo(32);
    }

    /** Those of a refused load stay for a day; those of a run that has not ended stay whatever their age. */
    @Test
    void filesOfRunsThatDidNotGoWellAreSweptInTheEndAndNoOthers() throws Exception {
        sqlServer("CREATE TABLE dbo.run_swept (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_swept VALUES (1), (2), (3), (4)");
        write("swept", "  dbo.run_swept: {mode: replace, limits: {deleted_rows: 0}}");
        run("swept", false);
        sqlServer("DELETE FROM dbo.run_swept WHERE id > 1");
        Job blocked = ended(submit("swept", false));
        assertThat(blocked.queries().get(0).state().status()).isEqualTo(QueryStatus.FAILED);
        assertThat(files("swept")).isPositive();
        Instant end = blocked.state().endedAt().orElseThrow();
        sweep.sweep(end.plus(Duration.ofHours(23)));
        long kept = files("swept");
        assertThat(kept).isPositive();

        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        // The first statement asks how far the stream is, before anything is read.
        databricks.workspace().faults().add(new Fault(STATEMENT, 1, 1, new Effect.Hold(arrived, release)));
        store.approve(new StreamId("swept", "dbo.run_swept"), "ana");
        Job running = submit("swept", false);
        assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();
        long both = files("swept");
        assertThat(both).isGreaterThan(kept);
        sweep.sweep(end.plus(Duration.ofDays(400)));
        long left = files("swept");
        release.countDown();
        assertThat(left).as("those of the run that holds").isEqualTo(both - kept);
        assertThat(ended(running).queries().get(0).state().status()).isEqualTo(QueryStatus.COMPLETED);
        assertThat(files("swept")).isZero();
        assertThat(delta("SELECT count(*) FROM main.loaded.run_swept")).isEqualTo(1);
    }

    private long files(String replication) throws IOException {
        Path folder =
                databricks.workspace().createVolume("main", "bridge", "landing").resolve("bridge_loads/" + replication);
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    private void refused(String streams, Backfill range, String why) throws IOException {
        write("refused", streams);
        long before = queries("dbo.run_refused");
        assertThatThrownBy(() ->
                        backfills.submit("refused", Optional.empty(), range, access.user("ana"), Optional.empty()))
                .isInstanceOf(BridgeException.Conflict.class)
                .hasMessageContaining(why);
        assertThat(queries("dbo.run_refused")).isEqualTo(before);
    }

    private QueryProgress backfilled(String name, Backfill range) {
        Job job = backfills.submit(name, Optional.empty(), range, access.user("ana"), Optional.empty());
        QueryProgress query = ended(job).queries().get(0);
        assertThat(query.state().status()).as("%s", query.state()).isEqualTo(QueryStatus.COMPLETED);
        return query;
    }

    @Test
    void aScheduleRunsByItselfUntilItIsPausedAndOneTimeIsOneJob() throws IOException {
        sqlServer("CREATE TABLE dbo.run_ticks (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_ticks VALUES (1)");
        write("ticks", "  dbo.run_ticks: {mode: replace}\nschedule: {cron: '* * * * * *', zone: UTC}");
        StreamId id = new StreamId("ticks", "dbo.run_ticks");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> store.stream(id).load().isPresent());

        store.pause("ticks", "ana");
        // A look that had begun before the pause may end after it.
        await().atMost(Duration.ofMinutes(1)).during(Duration.ofSeconds(3)).until(() -> {
            Optional<Instant> before = store.doneUntil("ticks");
            schedules.look();
            return store.doneUntil("ticks").equals(before) && ticks().stream().allMatch(Job::ended);
        });
        int paused = ticks().size();
        Instant due = Instant.parse("2026-01-01T00:00:00Z");
        runs.scheduled(library.find("ticks"), due);
        runs.scheduled(library.find("ticks"), due);
        await().atMost(Duration.ofMinutes(1)).until(() -> ticks().stream().allMatch(Job::ended));
        runs.scheduled(library.find("ticks"), due);
        assertThat(ticks()).hasSize(paused + 1);

        store.resume("ticks");
        await().atMost(Duration.ofMinutes(1)).until(() -> ticks().size() > paused + 1);
        Files.delete(file);
        await().atMost(Duration.ofMinutes(1)).until(() -> ticks().stream().allMatch(Job::ended));
    }

    /** However often and by whom it is looked at, and whatever else runs meanwhile. */
    @Test
    void aStreamThatCanNotRunFailsOnceForEachTimeOfItsSchedule() throws Exception {
        sqlServer("CREATE TABLE dbo.run_good (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_good VALUES (1)");
        sqlServer("CREATE TABLE dbo.run_bad (id INT NOT NULL)");
        write("once", "  dbo.run_good: {change: full}\n  dbo.run_bad: {mode: merge}");
        StreamId bad = new StreamId("once", "dbo.run_bad");
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        databricks.workspace().faults().add(new Fault(STATEMENT, 0, 1, new Effect.Hold(arrived, release)));
        Job running = runs.submit("once", Optional.of("dbo.run_good"), false, access.user("ana"), Optional.empty());
        assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();
        Instant due = Instant.parse("2026-01-01T00:00:00Z");
        runs.scheduled(library.find("once"), due);
        runs.scheduled(library.find("once"), due);
        assertThat(store.doneUntil("once")).as("it waits").isEmpty();
        assertThat(store.stream(bad).failure()).isEmpty();
        release.countDown();
        ended(running);

        runs.scheduled(library.find("once"), due);
        assertThat(store.doneUntil("once")).contains(due);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> jobs("dbo.run_good").stream().allMatch(Job::ended));
        runs.scheduled(library.find("once"), due);
        assertThat(store.stream(bad).failure())
                .hasValueSatisfying(failure -> assertThat(failure.count()).isEqualTo(1));
        assertThat(store.stream(bad).failure().orElseThrow().code()).isEqualTo("stream-key-missing");
        assertThat(jobs("dbo.run_good")).hasSize(2);
    }

    @Test
    void aRunThatResetsIsAnotherRequestThanOneThatDoesNot() throws IOException {
        write("keyed", "  dbo.region: {mode: replace, target: main.loaded.keyed}");
        Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("run-keyed"));
        Job first = ended(runs.submit("keyed", Optional.empty(), true, access.user("ana"), key));
        assertThat(first.request().run()).contains(new StreamsRun("keyed", true, Optional.empty()));
        assertThat(runs.submit("keyed", Optional.empty(), true, access.user("ana"), key)
                        .id())
                .isEqualTo(first.id());
        assertThatThrownBy(() -> runs.submit("keyed", Optional.empty(), false, access.user("ana"), key))
                .isInstanceOf(BridgeException.KeyReused.class);
        assertThat(store.stream(new StreamId("keyed", "dbo.region")).generation())
                .isEqualTo(2);
    }

    /** Airflow tries a task again with its key: the answer is the job that it made, which it then waits for. */
    @Test
    void aRunIsRepeatedByItsKeyWhateverHasBecomeOfItsStreams() throws IOException {
        sqlServer("CREATE TABLE dbo.run_again_a (id INT NOT NULL PRIMARY KEY)");
        write("again", "  dbo.run_again_*: {change: full}");
        Principal ana = access.user("ana");
        Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("run-again"));
        Optional<String> pattern = Optional.of("dbo.run_again_*");
        Job first = ended(runs.submit("again", pattern, false, ana, key));
        assertThat(jobs.find(first.id()).request().run())
                .contains(new StreamsRun("again", pattern, false, Optional.empty()));

        sqlServer("CREATE TABLE dbo.run_again_b (id INT NOT NULL PRIMARY KEY)");
        assertThat(runs.submit("again", pattern, false, ana, key).id())
                .as("there is one more stream")
                .isEqualTo(first.id());
        assertThat(first.queries()).hasSize(1);
        sqlServer("DROP TABLE dbo.run_again_a");
        sqlServer("DROP TABLE dbo.run_again_b");
        assertThat(runs.submit("again", pattern, false, ana, key).id())
                .as("no stream is ready")
                .isEqualTo(first.id());
        assertThatThrownBy(() -> runs.submit("again", Optional.empty(), false, ana, key))
                .as("other streams are asked for")
                .isInstanceOf(BridgeException.KeyReused.class);
        assertThatThrownBy(() -> runs.submit("again", pattern, true, ana, key))
                .isInstanceOf(BridgeException.KeyReused.class);
        assertThatThrownBy(() -> runs.submit("other", pattern, false, ana, key))
                .isInstanceOf(BridgeException.KeyReused.class);
    }

    @Test
    void aBackfillIsRepeatedByItsKeyToo() throws IOException {
        sqlServer("CREATE TABLE dbo.run_refill (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_refill VALUES (1), (2), (3)");
        write("gap", "  dbo.run_refill: {change: cursor, cursor: id}");
        run("gap", false);
        Principal ana = access.user("ana");
        Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("refill"));
        Backfill range = new Backfill(Optional.empty(), "1", "3");
        Job first = ended(backfills.submit("gap", Optional.empty(), range, ana, key));
        operations.reset(new StreamId("gap", "dbo.run_refill"), ana);
        assertThat(backfills.submit("gap", Optional.empty(), range, ana, key).id())
                .as("a stream that is reset has no ranges")
                .isEqualTo(first.id());
        Backfill other = new Backfill(Optional.empty(), "1", "4");
        assertThatThrownBy(() -> backfills.submit("gap", Optional.empty(), other, ana, key))
                .isInstanceOf(BridgeException.KeyReused.class);
        assertThatThrownBy(() -> runs.submit("gap", Optional.empty(), false, ana, key))
                .isInstanceOf(BridgeException.KeyReused.class);
    }

    /** A process that dies between the job and the note that it is made leaves it to the next one, whose catalogue may be another. */
    @Test
    void aTimeOfAScheduleIsOneJobWhateverTheCatalogueHas() throws IOException {
        sqlServer("CREATE TABLE dbo.run_twice_a (id INT NOT NULL PRIMARY KEY)");
        write("twice", "  dbo.run_twice_*: {change: full}");
        Instant due = Instant.parse("2026-01-01T00:00:00Z");
        runs.scheduled(library.find("twice"), due);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> jobs("dbo.run_twice_a").stream().allMatch(Job::ended));
        sqlServer("CREATE TABLE dbo.run_twice_b (id INT NOT NULL PRIMARY KEY)");
        runs.scheduled(library.find("twice"), due);
        assertThat(jobs("dbo.run_twice_a")).hasSize(1);
        assertThat(jobs("dbo.run_twice_b")).isEmpty();
    }

    private List<Job> ticks() {
        return jobs("dbo.run_ticks");
    }

    private long queries(String stream) {
        return jobs(stream).size();
    }

    private List<Job> jobs(String stream) {
        return jobs.list(new JobFilter(
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new QueryName(stream)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                100,
                0));
    }

    private int partsOf(String name) {
        ResolvedStream stream = planner.plan(name, Optional.empty(), StreamRights.ALL, Instant.now())
                .streams()
                .get(0)
                .resolved()
                .orElseThrow();
        StreamState state = store.stream(new StreamId(name, stream.name().value()));
        return readings.next(stream, state, state.position(), new Cancellation())
                .rows()
                .orElseThrow()
                .parts()
                .size();
    }

    private void write(String name, String streams) throws IOException {
        file = GuardedSandbox.REPLICATIONS.resolve(name + ".yaml");
        Files.writeString(
                file,
                "version: 1\nname: " + name + "\nsource: {country: bolivia}\n"
                        + "target: {catalog: main, schema: loaded, volume: /Volumes/main/bridge/landing}\nstreams:\n"
                        + streams + "\n");
    }

    private Job submit(String name, boolean reset) {
        return runs.submit(name, Optional.empty(), reset, access.user("ana"), Optional.empty());
    }

    private QueryProgress run(String name, boolean reset) {
        QueryProgress query = ended(submit(name, reset)).queries().get(0);
        assertThat(query.state().status()).as("%s", query.state()).isIn(QueryStatus.COMPLETED, QueryStatus.SKIPPED);
        return query;
    }

    private Job ended(Job job) {
        await().atMost(Duration.ofMinutes(1)).until(() -> jobs.find(job.id()).ended());
        return jobs.find(job.id());
    }

    private void sqlServer(String sql) {
        worlds.sqlServer().run(sql);
    }

    private long delta(String sql) {
        List<Long> rows = new DatabricksStatements(() -> jdbc).query("Looking", sql, row -> row.getLong(1));
        return rows.get(0);
    }
}
