package io.github.sqldatabricks.bridge.databricks.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables of a workspace in trouble. Catches a failure of the wrong kind, so that a read ends that could go on or goes on for ever,
 * a shorter result in place of a failure, and bounds that many columns break.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TroubledTablesTest {

    private static final UnityTable MANY = new UnityTable("main", "default", "many");
    private static final UnityTable WIDE = new UnityTable("main", "default", "wide");
    private static final long MANY_ROWS = 350_000;
    private static final int WIDE_COLUMNS = 2000;
    private static final String TABLES = "/api/2.1/unity-catalog/tables";

    @TempDir
    static Path root;

    private LocalDatabricks databricks;
    private DatabricksTables tables;

    @BeforeAll
    void start() throws IOException, SQLException {
        databricks = new LocalDatabricks(root, Map.of("bridge.databricks.retry-budget", "2s"));
        tables = databricks.tables();
        String columns = IntStream.range(0, WIDE_COLUMNS)
                .mapToObj(number -> "column_" + number + " INT")
                .collect(Collectors.joining(", "));
        databricks.run(
                "CREATE TABLE main.default.many AS SELECT i AS id FROM range(" + MANY_ROWS + ") AS r(i)",
                "CREATE TABLE main.default.wide (" + columns + ")",
                "INSERT INTO main.default.wide (column_1999) VALUES (7)");
    }

    @AfterEach
    void heal() {
        databricks.faults().clear();
    }

    @AfterAll
    void stop() {
        tables.close();
        databricks.close();
    }

    @Test
    void aTokenThatEndsWhileAStatementRunsIsWorthAnotherAttemptWithANewOne() {
        DatabricksTables ofPrincipal = databricks.tablesOfPrincipal();
        TableQuery query = all(ofPrincipal.describe(MANY));
        databricks.warehouseFaults().stayPending(3);
        databricks.faults().add(Fault.on("GET", "/api/2.0/sql/statements", Effect.tokenExpired()));

        assertThatThrownBy(() -> ofPrincipal.open(query, new Cancellation()))
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        e -> assertThat(e.code()).isEqualTo("databricks-unauthorized"));
        databricks.logins().expireIssuedTokens();
        try (RowStream rows = ofPrincipal.open(query, new Cancellation())) {
            assertThat(count(rows)).isEqualTo(MANY_ROWS);
        }
        ofPrincipal.close();
    }

    @Test
    void aPersonalTokenThatIsRefusedIsAPermanentFailure() {
        TableDescription described = tables.describe(MANY);
        databricks
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql", Effect.tokenExpired()).always());

        assertThatThrownBy(() -> tables.count(described, List.of()))
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        e -> assertThat(e.code()).isEqualTo("databricks-unauthorized"))
                .hasMessageContaining("personal access token");
    }

    @Test
    void aWorkspaceThatIsThrottlingForLongerThanTheBudgetIsATransientFailure() {
        databricks
                .faults()
                .add(Fault.on("GET", TABLES, Effect.tooManyRequests(Duration.ofSeconds(1)))
                        .always());

        assertThatThrownBy(() -> tables.describe(MANY))
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        e -> assertThat(e.code()).isEqualTo("databricks-throttled"));
    }

    @Test
    void anAnswerThatIsNoDescriptionIsAFailureAndNoTableWithoutColumns() {
        for (String answer : List.of("{}", "not JSON", "{\"columns\":[]}")) {
            databricks.faults().add(Fault.on("GET", TABLES, new Effect.Respond(Answer.json(200, answer))));

            assertThatThrownBy(() -> tables.describe(MANY))
                    .as(answer)
                    .isInstanceOfSatisfying(
                            BridgeException.RemotePermanent.class,
                            e -> assertThat(e.code()).isEqualTo("table-without-columns"));
        }
    }

    @Test
    void twoThousandColumnsAreDescribedAndRead() {
        TableDescription described = tables.describe(WIDE);
        assertThat(described.columns())
                .extracting(TableColumn::name)
                .hasSize(WIDE_COLUMNS)
                .endsWith("column_1999");

        try (RowStream rows = tables.open(all(described), new Cancellation())) {
            List<List<Object>> read = ReadRows.all(rows);
            assertThat(read).hasSize(1);
            assertThat(read.get(0)).hasSize(WIDE_COLUMNS).endsWith(7L);
        }
    }

    @Test
    void aTableWhoseNameCannotBeAddressedIsLeftOutAndTheOthersAreNot() {
        String listed =
                "{\"tables\":[{\"name\":\"order details\"},{\"name\":\"orders\"},{\"name\":\"m\",\"table_type\":"
                        + "\"METRIC_VIEW\"}]}";
        databricks.faults().add(Fault.on("GET", TABLES, new Effect.Respond(Answer.json(200, listed))));

        assertThat(tables.tables("main", "shop")).containsExactly(new UnityTable("main", "shop", "orders"));
    }

    @Test
    void moreValuesThanAStatementTakesAreRefusedBeforeItIsSent() {
        TableDescription described = tables.describe(MANY);
        List<Literal> values = IntStream.range(0, 300)
                .mapToObj(number -> new Literal(new ColumnType.Int64(), Integer.toString(number)))
                .toList();

        assertThatThrownBy(() -> tables.count(described, List.of(new Condition.OneOf("id", values))))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        e -> assertThat(e.code()).isEqualTo("too-many-filter-values"));
        assertThat(tables.count(described, List.of(new Condition.OneOf("id", values.subList(0, 250)))))
                .isEqualTo(250);
    }

    @Test
    void closingEndsWhatWaits() {
        DatabricksTables closed = databricks.tables();
        closed.close();

        assertThatThrownBy(() -> closed.describe(MANY)).isInstanceOf(BridgeException.Cancelled.class);
    }

    private static TableQuery all(TableDescription described) {
        return new TableQuery.Rows(described, described.columns(), List.of(), List.of(), OptionalLong.empty());
    }

    private static long count(RowStream rows) {
        RowBatch batch = new RowBatch(rows.schema(), 10_000);
        long count = 0;
        while (rows.fill(batch, Long.MAX_VALUE)) {
            count += batch.size();
        }
        return count;
    }
}
