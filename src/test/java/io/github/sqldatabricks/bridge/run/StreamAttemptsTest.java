package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.template.PartitionBy;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What runs of a stream note of each other. Catches a position that is not that of the load beside it, rows that count for a reset which
 * came after them, and a run that fails although its rows are there.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class StreamAttemptsTest extends StreamFixture {

    @Test
    void aRunThatFindsNothingNewNotesTheLoadThatADeadOneDidNot() throws IOException {
        StreamId id = table("unnoted", "{mode: append, change: cursor, cursor: id}");
        process().run(job("unnoted", false));
        sqlServer("INSERT INTO dbo.att_unnoted VALUES (3, 30)");
        assertThatThrownBy(() -> process(dyingAtTheNote()).run(job("unnoted", false)))
                .hasMessage("died");
        assertThat(store.stream(id).load().orElseThrow().rows()).isEqualTo(2);

        assertThat(process().run(reclaimed(job("unnoted", false)))).isInstanceOf(QueryOutcome.Skipped.class);
        assertNotesAreThoseOfTheTarget(id);
        assertThat(store.stream(id).load().orElseThrow().rows()).isEqualTo(1);
    }

    @Test
    void filesOfALoadWhoseAnswerWasLostGoWithTheNextAttempt() throws IOException {
        table("dropped", "{mode: append, change: cursor, cursor: id}");
        Job job = job("dropped", false);
        assertThatThrownBy(() -> process(dyingAtTheNote()).run(job)).hasMessage("died");
        assertThat(files("dropped")).isPositive();
        assertThat(process().run(reclaimed(job))).isInstanceOf(QueryOutcome.Skipped.class);
        assertThat(files("dropped")).isZero();
        assertThat(delta("SELECT id FROM main.loaded.att_dropped ORDER BY id")).containsExactly("1", "2");
    }

    /** Its look at the position is older than the load that it notes its position beside. */
    @Test
    void aRunThatStoodStillDoesNotSetThePositionBack() throws IOException {
        StreamId id = table("still", "{mode: append, change: cursor, cursor: id}");
        Process steady = process();
        steady.run(job("still", false));
        Job still = job("still", false);
        ReplicationStore seenBefore = before("succeeded", () -> {
            sqlServer("INSERT INTO dbo.att_still VALUES (3, 30)");
            steady.run(job("still", false));
        });
        assertThat(process(seenBefore).run(still)).isInstanceOf(QueryOutcome.Skipped.class);
        assertNotesAreThoseOfTheTarget(id);
        steady.run(job("still", false));
        assertThat(delta("SELECT id FROM main.loaded.att_still ORDER BY id")).containsExactly("1", "2", "3");
    }

    @Test
    void aResetRunThatIsTakenOverAfterItsNoteHasEnded() throws IOException {
        StreamId id = table("noted", "{change: full}");
        process().run(job("noted", false));
        Job reset = job("noted", true);
        process().run(reset);
        sqlServer("INSERT INTO dbo.att_noted VALUES (3, 30)");
        assertThat(process().run(reclaimed(reset)))
                .isInstanceOfSatisfying(
                        QueryOutcome.Skipped.class,
                        skipped -> assertThat(skipped.reason()).contains("has loaded 2 rows"));
        assertThat(store.stream(id).generation()).isEqualTo(2);
        process().run(job("noted", false));
        assertThat(delta("SELECT id FROM main.loaded.att_noted ORDER BY id")).containsExactly("1", "2", "3");
    }

    @Test
    void aSecondResetReadsWhatTheFirstOneHasNotSeen() throws IOException {
        StreamId id = table("second", "{mode: append, change: cursor, cursor: id}");
        process().run(job("second", false));
        ReplicationStore resetBeforeTheNote = before("succeeded", () -> {
            sqlServer("DELETE FROM dbo.att_second WHERE id = 1");
            store.reset(id);
        });
        assertThat(process(resetBeforeTheNote).run(job("second", true))).isInstanceOf(QueryOutcome.Extracted.class);
        assertThat(delta("SELECT id FROM main.loaded.att_second")).containsExactly("2");
        assertThat(store.stream(id).reset()).isFalse();
        assertNotesAreThoseOfTheTarget(id);
    }

    /** Catches rows of a template that are read twice or not at all by several readers, and a plan that does not say so. */
    @Test
    void aTemplateThatNamesItsPartitionColumnIsReadInParts() throws IOException {
        sqlServer("CREATE TABLE dbo.att_parted (id INT NOT NULL, k INT)");
        for (int id = 0; id < 40; id++) {
            sqlServer("INSERT INTO dbo.att_parted VALUES (" + id + ", " + (id % 9 == 0 ? "NULL" : id % 13) + ")");
        }
        Path template = GuardedSandbox.TEMPLATES.resolve("att_parted.sql");
        Files.writeString(template, "-- @partition k 3\nSELECT id, k FROM dbo.att_parted WHERE id >= 0 -- all\n");
        try {
            write("parted", "  att_parted: {query: att_parted, change: full}");
            assertThat(stream("parted").divided()).contains(new PartitionBy("k", OptionalInt.of(3)));
            process().run(job("parted", false));
            assertThat(delta("SELECT count(*) || ' ' || count(DISTINCT id) FROM main.loaded.att_parted"))
                    .containsExactly("40 40");
            assertThat(store.stream(new StreamId("parted", "att_parted")).completeness())
                    .contains("full-per-partition");

            write("parted", "  att_parted: {query: att_parted, mode: merge, key: [id], cursor: id, partitions: 4}");
            assertThat(stream("parted").divided()).contains(new PartitionBy("k", OptionalInt.of(4)));
        } finally {
            Files.delete(template);
        }
    }

    @Test
    void anApprovalIsOfOneLoadThatTakesNoMoreAwayThanTheBlockedOne() throws IOException {
        StreamId id = tenRows("approved");
        sqlServer("DELETE FROM dbo.att_approved WHERE id > 5");
        assertBlocked("approved", 10, 5);
        approve(id);
        sqlServer("DELETE FROM dbo.att_approved WHERE id > 1");
        assertBlocked("approved", 10, 1);
        assertThat(store.stream(id).approvedBy()).as("nobody has seen that one").isEmpty();

        approve(id);
        sqlServer("INSERT INTO dbo.att_approved VALUES (2), (3)");
        process().run(job("approved", false));
        assertThat(delta("SELECT id FROM main.loaded.att_approved ORDER BY id")).containsExactly("1", "2", "3");
        assertThat(store.stream(id).approvedBy()).isEmpty();
        assertThat(store.stream(id).blocked()).isEmpty();
        sqlServer("DELETE FROM dbo.att_approved WHERE id > 1");
        assertBlocked("approved", 3, 1);
    }

    /** The run that is under way brings the target to what the source has: the way from there is another one. */
    @Test
    void anApprovalDuringARunThatEndsWellIsOver() throws Exception {
        StreamId id = tenRows("meanwhile");
        sqlServer("DELETE FROM dbo.att_meanwhile WHERE id > 5");
        assertBlocked("meanwhile", 10, 5);
        sqlServer("INSERT INTO dbo.att_meanwhile VALUES (6), (7), (8), (9), (10)");
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        databricks.workspace().faults().add(new Fault(STATEMENT, 0, 1, new Effect.Hold(arrived, release)));
        Job running = job("meanwhile", false);
        CompletableFuture<QueryOutcome> run =
                CompletableFuture.supplyAsync(() -> process().run(running));
        assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();
        approve(id);
        release.countDown();
        run.get(1, TimeUnit.MINUTES);

        sqlServer("DELETE FROM dbo.att_meanwhile WHERE id > 5");
        assertBlocked("meanwhile", 10, 5);
    }

    private StreamId tenRows(String name) throws IOException {
        sqlServer(
                "CREATE TABLE dbo.att_" + name + " (id INT NOT NULL PRIMARY KEY)",
                "INSERT INTO dbo.att_" + name + " SELECT X FROM SYSTEM_RANGE(1, 10)");
        write(name, "  dbo.att_" + name + ": {change: full, limits: {shrink_percent: 10}}");
        process().run(job(name, false));
        return new StreamId(name, "dbo.att_" + name);
    }

    private void approve(StreamId id) {
        assertThat(store.approve(id, store.stream(id).blocked().orElseThrow(), "ana"))
                .isTrue();
    }

    /** The next run is, and the target stays as it was. */
    private void assertBlocked(String name, long before, long after) {
        Job job = job(name, false);
        assertThatThrownBy(() -> process().run(job))
                .isInstanceOfSatisfying(BridgeException.LoadBlocked.class, blocked -> {
                    assertThat(blocked.rowsBefore()).isEqualTo(before);
                    assertThat(blocked.rowsAfter()).isEqualTo(after);
                });
        assertThat(delta("SELECT count(*) FROM main.loaded.att_" + name)).containsExactly(Long.toString(before));
        Block block =
                store.stream(new StreamId(name, "dbo.att_" + name)).blocked().orElseThrow();
        assertThat(block.rowsGone()).isEqualTo(before - after);
        assertThat(block.range()).isEmpty();
    }

    /** Between the run's request and this stream's turn. */
    @Test
    void aRightThatIsWithdrawnKeepsAStreamFromBeingRead() throws IOException {
        StreamId id = table("withdrawn", "{change: full}");
        Job job = job("withdrawn", true);
        Job others = new Job(
                job.id(),
                "mallory",
                job.request(),
                job.destination(),
                job.createdAt(),
                false,
                job.state(),
                job.queries(),
                job.retry());
        assertThatThrownBy(() -> process().run(others)).isInstanceOf(BridgeException.NotAllowed.class);
        assertThat(store.stream(id).reset()).as("a reset is refused too").isFalse();
        assertThat(tables.find(new UnityTable("main", "loaded", "att_withdrawn")))
                .isEmpty();
    }

    private StreamId table(String name, String settings) throws IOException {
        sqlServer(
                "CREATE TABLE dbo.att_" + name + " (id BIGINT NOT NULL PRIMARY KEY, amount INT)",
                "INSERT INTO dbo.att_" + name + " VALUES (1, 10), (2, 20)");
        write(name, "  dbo.att_" + name + ": " + settings);
        return new StreamId(name, "dbo.att_" + name);
    }

    private long files(String replication) throws IOException {
        Path folder =
                databricks.workspace().createVolume("main", "bridge", "landing").resolve("bridge_loads/" + replication);
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    /** Of a process that dies after its rows are there. */
    private ReplicationStore dyingAtTheNote() {
        return before("succeeded", () -> {
            throw new IllegalStateException("died");
        });
    }
}
