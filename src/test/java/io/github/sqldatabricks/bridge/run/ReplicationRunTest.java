package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.StreamRights;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs of replications from the file to the rows in the Delta table, through everything that is real here. Catches changes that are not
 * brought, or twice; a run that asks the warehouse when nothing is new; and rows that a reset leaves.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class ReplicationRunTest extends RunFixture {

    @Test
    void aCursorBringsWhatChangedAndAsksNoWarehouseWhenNothingIsNew() throws IOException {
        sqlServer(
                "CREATE TABLE dbo.run_orders (id INT NOT NULL PRIMARY KEY, amount DECIMAL(10, 2), changed DATETIME2 NOT NULL)");
        sqlServer(
                "INSERT INTO dbo.run_orders VALUES (1, 10.00, '2026-01-01'), (2, 20.00, '2026-01-02'), (3, 30.00, '2026-01-03')");
        write("orders", "  dbo.run_orders: {change: cursor, cursor: changed, zone: utc}");

        assertThat(run("orders", false).progress().rows()).isEqualTo(3);
        assertThat(number("SELECT count(*) FROM main.loaded.run_orders")).isEqualTo(3);

        sqlServer("UPDATE dbo.run_orders SET amount = 21.00, changed = '2026-02-01' WHERE id = 2");
        sqlServer("INSERT INTO dbo.run_orders VALUES (4, 40.00, '2026-02-02')");
        assertThat(run("orders", false).progress().rows()).isEqualTo(2);
        assertThat(number("SELECT count(*) FROM main.loaded.run_orders")).isEqualTo(4);
        assertThat(number("SELECT CAST(sum(amount) * 100 AS BIGINT) FROM main.loaded.run_orders"))
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
            assertThat(number("SELECT count(*) * 100 + count(DISTINCT id) FROM main.loaded.run_log"))
                    .as("after the answer %d was lost", lost)
                    .isEqualTo((3 + lost) * 101L);
        }
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
        assertThat(number("SELECT count(DISTINCT id) * 1000000 + sum(amount) FROM main.loaded.run_parts"))
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
        assertThat(number("SELECT count(*) * 1000000 + sum(amount) FROM main.loaded.run_whole"))
                .isEqualTo(400_000_000L + 80_200);
        assertThat(store.stream(id).completeness()).contains("full");
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
        assertThat(number("SELECT sum(id) FROM main.loaded.run_pat_b")).isEqualTo(7);

        sqlServer("DROP TABLE dbo.run_pat_b");
        assertThat(ended(submit("pattern", false)).queries())
                .extracting(query -> query.name().value())
                .containsExactly("dbo.run_pat_a");
        assertThat(number("SELECT sum(id) FROM main.loaded.run_pat_b"))
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
        StreamId swept = new StreamId("swept", "dbo.run_swept");
        store.approve(swept, store.stream(swept).blocked().orElseThrow(), "ana");
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
        assertThat(number("SELECT count(*) FROM main.loaded.run_swept")).isEqualTo(1);
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
}
