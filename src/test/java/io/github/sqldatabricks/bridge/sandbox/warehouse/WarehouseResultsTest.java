package io.github.sqldatabricks.bridge.sandbox.warehouse;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.databricks.sdk.WorkspaceClient;
import com.databricks.sdk.core.DatabricksConfig;
import com.databricks.sdk.service.sql.CancelExecutionRequest;
import com.databricks.sdk.service.sql.Disposition;
import com.databricks.sdk.service.sql.ExecuteStatementRequest;
import com.databricks.sdk.service.sql.Format;
import com.databricks.sdk.service.sql.ResultData;
import com.databricks.sdk.service.sql.StatementParameterListItem;
import com.databricks.sdk.service.sql.StatementResponse;
import com.databricks.sdk.service.sql.StatementState;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Big, slow, cancelled and failing statements. Catches lost or repeated chunks, files that outlive their statement, a
 * cancel that does not reach the engine, and a sleeping warehouse that looks like an empty result.
 */
class WarehouseResultsTest {

    private static final String MILLION = "SELECT i AS id, 'name ' || i AS name, CAST(i AS DECIMAL(18,2)) AS price,"
            + " TIMESTAMP '2024-01-01 00:00:00' AS ts FROM range(1000000) AS r(i)";

    /** Minutes of work that hold little memory. */
    private static final String ENDLESS =
            "SELECT count(*) FROM range(100000000) AS a(x), range(100000) AS b(y) WHERE (x * y) % 7 = 3";

    @TempDir
    Path root;

    private LocalWarehouse local;

    @BeforeEach
    void start() throws IOException {
        local = new LocalWarehouse(root);
    }

    @AfterEach
    void stop() {
        local.close();
    }

    @Test
    void aMillionRowsInSeveralChunksArriveOnceAndInOrder() throws SQLException, IOException {
        try (Connection connection = local.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(MILLION)) {
            long expected = 0;
            while (rows.next()) {
                assertThat(rows.getLong(1)).isEqualTo(expected);
                expected++;
            }
            assertThat(expected).isEqualTo(1_000_000);
            assertThat(local.warehouse().spooledFiles()).isGreaterThan(1);
        }
        await().untilAsserted(() -> assertThat(local.warehouse().spooledFiles()).isZero());
    }

    @Test
    void chunksAreBoundedByTheirBytesHoweverWideTheRows() {
        StatementResponse answer = sdk().statementExecution()
                .executeStatement(new ExecuteStatementRequest()
                        .setWarehouseId("sandbox")
                        .setDisposition(Disposition.EXTERNAL_LINKS)
                        .setFormat(Format.ARROW_STREAM)
                        .setWaitTimeout("50s")
                        .setStatement("SELECT repeat('x', 1000) AS wide FROM range(100000)"));

        assertThat(answer.getManifest().getTotalRowCount()).isEqualTo(100_000);
        assertThat(answer.getManifest().getChunks())
                .hasSizeGreaterThan(10)
                .allSatisfy(chunk -> assertThat(chunk.getByteCount()).isLessThan(9L << 20));
    }

    @Test
    void anEmptyResultHasItsColumns() throws SQLException {
        try (Connection connection = local.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 AS one, 'x' AS two WHERE false")) {
            assertThat(rows.next()).isFalse();
            assertThat(rows.getMetaData().getColumnName(2)).isEqualTo("two");
        }
    }

    @Test
    void theRowLimitCutsTheResult() throws SQLException {
        try (Connection connection = local.connect();
                Statement statement = connection.createStatement()) {
            statement.setMaxRows(3);
            assertThat(LocalWarehouse.texts(statement.executeQuery("SELECT i FROM range(10) AS r(i)")))
                    .containsExactly("0", "1", "2");
        }
    }

    @Test
    void aCancelStopsTheEngine() throws Exception {
        // The driver knows the statement's id, which a cancel needs, once the first request was answered.
        local.warehouse().faults().stayPending(1);
        try (Connection connection = local.connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Void> query = CompletableFuture.runAsync(() -> {
                assertThatThrownBy(() -> statement.executeQuery(ENDLESS)).isInstanceOf(SQLException.class);
            });
            await().until(() -> local.warehouse().runningInEngine() == 1);
            await().ignoreExceptions().untilAsserted(() -> {
                statement.cancel();
                assertThat(local.warehouse().runningInEngine()).isZero();
            });
            query.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aWarehouseThatStartsIsWaitedFor() throws SQLException {
        local.warehouse().faults().stayPending(5);

        assertThat(local.rows("SELECT 42")).containsExactly("42");
    }

    @Test
    void aWarehouseThatAnswers503IsAskedAgain() throws SQLException {
        local.workspace().faults().add(Fault.on("POST", "/api/2.0/sql/statements", Effect.unavailable()));

        assertThat(local.rows("SELECT 42")).containsExactly("42");
    }

    @Test
    void aSlowStatementIsPolledToItsEnd() throws SQLException {
        local.warehouse().faults().delayNext(Duration.ofSeconds(1));

        assertThat(local.rows("SELECT 'late'")).containsExactly("late");
    }

    @Test
    void aFailureThatWasAskedForKeepsItsState() {
        local.warehouse()
                .faults()
                .failNext("DELTA_CONCURRENT_APPEND", "2D521", "Files were added by a concurrent update.");

        assertThatThrownBy(() -> local.rows("SELECT 1"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("2D521"))
                .hasMessageContaining("DELTA_CONCURRENT_APPEND");
    }

    @Test
    void anExpiredLinkLosesNoRows() throws SQLException {
        local.workspace().faults().add(Fault.on("GET", StatementAnswers.RESULTS, Effect.urlExpired()));

        assertThat(countOrFailure()).isEqualTo("1000000");
    }

    private String countOrFailure() {
        try (Connection connection = local.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(MILLION)) {
            long count = 0;
            while (rows.next()) {
                count++;
            }
            return Long.toString(count);
        } catch (SQLException e) {
            return "failed";
        }
    }

    @Test
    void theSdkRunsStatementsWithNamedParameters() {
        StatementResponse answer = sdk().statementExecution()
                .executeStatement(new ExecuteStatementRequest()
                        .setWarehouseId("sandbox")
                        .setStatement(
                                "SELECT :n + 1 AS n, :s AS s, ':n', CAST(:n AS STRING) || '::' || :missing IS NULL AS"
                                        + " z")
                        .setParameters(List.of(
                                new StatementParameterListItem()
                                        .setName("n")
                                        .setValue("41")
                                        .setType("INT"),
                                new StatementParameterListItem().setName("s").setValue("it's"),
                                new StatementParameterListItem()
                                        .setName("missing")
                                        .setType("STRING"))));

        assertThat(answer.getStatus().getState()).isEqualTo(StatementState.SUCCEEDED);
        assertThat(answer.getManifest().getFormat().name()).isEqualTo("JSON_ARRAY");
        assertThat(answer.getResult().getDataArray()).containsExactly(List.of("42", "it's", ":n", "true"));
    }

    @Test
    void theSdkReadsAJsonResultChunkByChunk() {
        StatementResponse answer = sdk().statementExecution()
                .executeStatement(new ExecuteStatementRequest()
                        .setWarehouseId("sandbox")
                        .setDisposition(Disposition.INLINE)
                        .setStatement("SELECT i FROM range(250000) AS r(i)"));
        int rows = answer.getResult().getDataArray().size();
        Long next = answer.getResult().getNextChunkIndex();
        while (next != null) {
            ResultData chunk = sdk().statementExecution().getStatementResultChunkN(answer.getStatementId(), next);
            rows += chunk.getDataArray().size();
            next = chunk.getNextChunkIndex();
        }

        assertThat(rows).isEqualTo(250_000);
        assertThat(answer.getManifest().getTotalChunkCount()).isEqualTo(3);
    }

    @Test
    void aStatementThatOutlastsItsWaitIsStillRunningAndCanBeCancelled() {
        StatementResponse answer = sdk().statementExecution()
                .executeStatement(new ExecuteStatementRequest()
                        .setWarehouseId("sandbox")
                        .setWaitTimeout("0s")
                        .setStatement(ENDLESS));
        assertThat(answer.getStatus().getState()).isEqualTo(StatementState.RUNNING);

        sdk().statementExecution()
                .cancelExecution(new CancelExecutionRequest().setStatementId(answer.getStatementId()));

        assertThat(sdk().statementExecution()
                        .getStatement(answer.getStatementId())
                        .getStatus()
                        .getState())
                .isEqualTo(StatementState.CANCELED);
        await().until(() -> local.warehouse().runningInEngine() == 0);
    }

    private WorkspaceClient sdk() {
        return new WorkspaceClient(new DatabricksConfig()
                .setHost(local.workspace().uri().toString())
                .setToken(local.workspace().logins().personalToken()));
    }
}
