package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.databricks.tables.DatabricksTables;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import io.github.sqldatabricks.bridge.testing.tables.Received;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams through the unmodified driver and a local workspace. Here to catch: cursor values that lose digits or change with a time
 * zone on their way into a state and back into a statement, and failures of the workspace in the middle of a result.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkspaceReadTest {

    private static final UnityTable EVENTS = new UnityTable("main", "shop", "events");
    private static final int ROWS = 12;

    @TempDir
    static Path root;

    private LocalDatabricks databricks;
    private DatabricksTables tables;

    @BeforeAll
    void start() throws Exception {
        databricks = new LocalDatabricks(root, Map.of("bridge.databricks.retry-budget", "1s"));
        tables = databricks.tables();
        databricks.createSchema("main", "shop");
        databricks.run(
                "CREATE TABLE main.shop.events (id BIGINT NOT NULL, price DECIMAL(38, 10), day DATE, moment TIMESTAMP,"
                        + " clock TIMESTAMP_NTZ, code STRING, CONSTRAINT events_key PRIMARY KEY (id))");
        for (int id = 0; id < ROWS; id++) {
            // Two rows each have the same value; neighbours differ in the last digit.
            insert(id, id / 2);
        }
    }

    @AfterEach
    void noMoreFaults() {
        databricks.faults().clear();
    }

    @AfterAll
    void stop() {
        tables.close();
        databricks.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "price", "day", "moment", "clock", "code"})
    void everyStateOfEveryTypeOfCursorStandsForExactlyTheRecordsBeforeIt(String cursor) {
        ReadScenario scenario = scenario(SyncMode.INCREMENTAL, cursor);
        assertEveryStateHolds(scenario);
    }

    @Test
    void everyStateOfAFullRefreshStandsForExactlyTheRecordsBeforeIt() {
        assertEveryStateHolds(scenario(SyncMode.FULL_REFRESH));
    }

    @Test
    void aTokenThatExpiresInTheMiddleEndsTheStreamAndTheNextOneGoesOn() {
        ReadScenario scenario = scenario(SyncMode.INCREMENTAL, "moment");
        databricks
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql/statements", Effect.tokenExpired())
                        .after(2)
                        .always());
        Received first = scenario.read(Map.of());
        databricks.faults().clear();
        assertThat(first.of("trace").toString()).contains("INCOMPLETE");
        List<String> all = new ArrayList<>(first.records("events"));
        all.addAll(scenario.read(first.states()).records("events"));
        assertThat(all).hasSize(rows()).doesNotHaveDuplicates();
    }

    @Test
    void aWarehouseThatIsAwayForLongerThanOneCallTriesIsWaitedFor() {
        databricks
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql/statements", Effect.unavailable())
                        .after(1)
                        .times(4));
        Received received = scenario(SyncMode.INCREMENTAL, "moment").read(Map.of());
        assertThat(received.of("trace").toString()).contains("COMPLETE").doesNotContain("INCOMPLETE");
        assertThat(received.records("events")).hasSize(rows()).doesNotHaveDuplicates();
    }

    @Test
    void theSecondSyncReadsWhatCameSince() throws SQLException {
        ReadScenario scenario = scenario(SyncMode.INCREMENTAL, "moment");
        Received first = scenario.read(Map.of());
        int before = rows();
        insert(before, 5);
        insert(before + 1, 6);
        assertThat(scenario.read(first.states()).of("record"))
                .extracting(record -> record.path("data").path("id").intValue())
                .containsExactly(before, before + 1);
    }

    @Test
    void theChangeDataFeedTellsUpdatesAndDeletesAfterTheRowsOfOneVersion() throws SQLException {
        TableDescription feed = feed("feed");
        ReadScenario scenario = new ReadScenario(tables)
                .checkpointRecords(2).changeDataFeed().stream(feed, SyncMode.INCREMENTAL, List.of());
        Received first = scenario.read(Map.of());
        assertThat(first.of("record"))
                .extracting(record -> record.path("data").path("id").intValue())
                .containsExactly(1, 2, 3);
        databricks.run(
                "UPDATE main.shop.feed SET name = 'B' WHERE id = 2",
                "DELETE FROM main.shop.feed WHERE id = 3",
                "INSERT INTO main.shop.feed VALUES (4, 'd')");
        Received second = scenario.read(first.states());
        assertThat(second.of("record"))
                .extracting(
                        record -> record.path("data").path("id").intValue(),
                        record -> record.path("data").path("name").asText(),
                        record -> record.path("data").path("_ab_cdc_deleted_at").isNull())
                .containsExactly(tuple(2, "B", true), tuple(3, "c", false), tuple(4, "d", true));
        assertThat(second.of("record"))
                .extracting(record -> record.path("data").path("_ab_cdc_lsn").longValue())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(scenario.read(second.states()).of("record")).isEmpty();
    }

    @Test
    void aResumedFullRefreshReadsTheVersionThatItBeganWith() throws SQLException {
        TableDescription versions = feed("versions");
        ReadScenario scenario =
                new ReadScenario(tables).checkpointRecords(2).stream(versions, SyncMode.FULL_REFRESH, List.of());
        List<JsonNode> messages = scenario.read(Map.of()).messages();
        int firstPosition = 0;
        while (messages.get(firstPosition).findValue("position") == null) {
            firstPosition++;
        }
        databricks.run(
                "UPDATE main.shop.versions SET name = 'changed'", "INSERT INTO main.shop.versions VALUES (4, 'd')");
        assertThat(scenario.read(Received.states(messages.subList(0, firstPosition + 1)))
                        .records("versions"))
                .containsExactly("{\"id\":3,\"name\":\"c\"}");
    }

    private TableDescription feed(String name) throws SQLException {
        databricks.run(
                "CREATE TABLE main.shop." + name + " (id BIGINT NOT NULL, name STRING, CONSTRAINT " + name
                        + "_key PRIMARY KEY (id)) TBLPROPERTIES (delta.enableChangeDataFeed = true)",
                "INSERT INTO main.shop." + name + " VALUES (1, 'a'), (2, 'b'), (3, 'c')");
        return tables.describe(new UnityTable("main", "shop", name));
    }

    private void assertEveryStateHolds(ReadScenario scenario) {
        List<JsonNode> messages = scenario.read(Map.of()).messages();
        int states = 0;
        for (int end = 0; end < messages.size(); end++) {
            if (messages.get(end).has("state")) {
                List<JsonNode> arrived = messages.subList(0, end + 1);
                List<String> all = new ArrayList<>(Received.records(arrived, "events"));
                all.addAll(scenario.read(Received.states(arrived)).records("events"));
                assertThat(all)
                        .as("killed after message %d", end)
                        .hasSize(rows())
                        .doesNotHaveDuplicates();
                states++;
            }
        }
        assertThat(states).isGreaterThan(2);
    }

    private ReadScenario scenario(SyncMode mode, String... cursor) {
        return new ReadScenario(tables).checkpointRecords(5).stream(tables.describe(EVENTS), mode, List.of(cursor));
    }

    private int rows() {
        return (int) tables.count(tables.describe(EVENTS), List.of());
    }

    private void insert(int id, int value) throws SQLException {
        databricks.run("INSERT INTO main.shop.events VALUES (" + id + ", 9999999999999999999999999999.999999999" + value
                + ", DATE '2026-03-2" + value + "', TIMESTAMP '2026-03-29 02:30:00.00000" + value
                + "', TIMESTAMP_NTZ '2026-03-29 02:30:00.00000" + value + "', 'O''Higgins " + value + "')");
    }
}
