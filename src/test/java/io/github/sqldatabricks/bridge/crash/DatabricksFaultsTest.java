package io.github.sqldatabricks.bridge.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Databricks fails while events are on their way, from the events table to the target and back. Catches an event that is
 * applied with a part of its rows or twice, one that ends because of what passes, and one that spoils its neighbours.
 */
@Timeout(300)
class DatabricksFaultsTest {

    private static final String STATEMENTS = "/api/2.0/sql/statements";
    private static final PlannedEvent BEFORE = new PlannedEvent(1, PlannedEvent.Kind.UPSERT);
    private static final PlannedEvent AFTER = new PlannedEvent(4, PlannedEvent.Kind.INSERT);
    /** With their long names more than the 8 MB of one chunk. */
    private static final int MANY_ROWS = 40_000;

    @TempDir
    private Path folder;

    private World world;
    private Life life;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder);
        life = Life.withDatabricks(
                "worker",
                world.databases().places(),
                Fate.NONE,
                world.databricks().jdbc());
    }

    @AfterEach
    void end() throws Exception {
        life.close();
        world.close();
    }

    static List<Fault> whatPasses() {
        return List.of(
                Fault.on("POST", STATEMENTS, Effect.tooManyRequests(Duration.ofSeconds(1))),
                Fault.on("POST", STATEMENTS, Effect.unavailable()),
                Fault.on("POST", STATEMENTS, Effect.unavailable()).after(1),
                Fault.on("POST", STATEMENTS, new Effect.CutRequest(10)),
                Fault.on("POST", STATEMENTS, new Effect.CutResponse(0)).after(1),
                Fault.on("POST", STATEMENTS, new Effect.CutResponse(200)).after(1),
                Fault.on("POST", "/api/2.0/sql/sessions", Effect.unavailable()));
    }

    @ParameterizedTest
    @MethodSource("whatPasses")
    void whatPassesWhileTheSourceIsReadDelaysTheEventsOnly(Fault fault) throws Exception {
        world.add(BEFORE);
        world.add(AFTER);
        life.poll();
        world.databricks().faults().add(fault);
        life.work();
        life.run();
        Truth.requireIn(world, "after a fault");
    }

    @Test
    void aStatementThatStillRunsAtTheTimeOutOfTheApiIsWaitedForAndNotTakenForNoRows() throws Exception {
        world.add(BEFORE);
        life.poll();
        world.databricks().warehouseFaults().stayPending(3);
        life.work();
        life.run();
        Truth.requireIn(world, "after waiting");
    }

    @Test
    void aResultOfSeveralChunksThatIsCutInTheMiddleIsReadAgainAndAppliedOnce() throws Exception {
        world.databases().change("CREATE TABLE dbo.big (id int, grp int, name nvarchar(400))");
        world.databricks()
                .run(
                        "CREATE TABLE main.changes.big AS SELECT CAST(i AS INT) AS id, 1 AS grp, repeat('n', 300) || i"
                                + " AS name FROM range("
                                + MANY_ROWS + ") AS r(i)",
                        "INSERT INTO " + World.EVENTS + " (event_id, operation, source_table, target_table)"
                                + " VALUES ('big', 'INSERT', 'main.changes.big', 'dbo.big')");
        life.poll();
        world.databricks()
                .faults()
                .add(Fault.on("GET", "/", new Effect.CutResponse(1000)).after(1).times(20));
        life.run();
        StoredEvent big = event("big");
        assertThat(big.rowsAffected()).hasValue(MANY_ROWS);
        assertThat(big.retryCount()).isPositive();
        assertThat(world.databases().inTarget("SELECT COUNT(*), COUNT(DISTINCT id) FROM dbo.big"))
                .containsExactly(MANY_ROWS + " " + MANY_ROWS);
    }

    @Test
    void anEventWhoseSourceTableVanishesFailsAloneAndSaysWhy() throws Exception {
        PlannedEvent vanishing = new PlannedEvent(1, PlannedEvent.Kind.NO_SOURCE);
        world.databricks().run("CREATE TABLE main.changes.e1 AS SELECT 10 AS id, 1 AS grp, 'new' AS name");
        world.add(vanishing);
        world.add(AFTER);
        life.poll();
        world.databricks().run("DROP TABLE main.changes.e1");
        life.run();
        Truth.requireIn(world, "without the source");
        assertThat(event("e1").errorMessage().orElseThrow()).contains("main.changes.e1");
    }

    @Test
    void anExpiredTokenEndsTheEventWithAHintAndARetryAppliesIt() throws Exception {
        world.add(BEFORE);
        life.poll();
        world.databricks()
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql/", Effect.tokenExpired()).always());
        life.work();
        assertThat(event(BEFORE.id()).errorCode()).contains("databricks-unauthorized");
        assertThat(event(BEFORE.id()).errorMessage().orElseThrow()).contains("DATABRICKS_TOKEN");
        world.databricks().faults().clear();
        world.databases().store().retry(new EventId(BEFORE.id()));
        life.run();
        Truth.requireIn(world, "with a new token");
    }

    @Test
    void aWriteConflictOnTheEventsTableDelaysTheStatusesOnly() throws Exception {
        world.add(BEFORE);
        world.add(AFTER);
        life.poll();
        life.work();
        world.databricks()
                .warehouseFaults()
                .failNext("DELTA_CONCURRENT_APPEND", "2D521", "Files were added by a concurrent update.");
        assertThatThrownBy(life::poll)
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        e -> assertThat(e.code()).isEqualTo("delta-write-conflict"));
        life.run();
        Truth.requireIn(world, "after the conflict");
    }

    private StoredEvent event(String id) {
        return world.databases().store().find(new EventId(id)).orElseThrow();
    }
}
