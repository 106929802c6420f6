package io.github.sqldatabricks.bridge.databricks.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition.Operator;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import io.github.sqldatabricks.bridge.testing.TimeZones;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables through the REST API and the unmodified driver. Catches columns and types that are not as the catalog says, pages
 * that are left out, rows beyond a condition, bounds that lose digits on their way to the warehouse, and a wrong order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabricksTablesTest {

    private static final UnityTable ORDERS = new UnityTable("main", "shop", "orders");

    @TempDir
    static Path root;

    private LocalDatabricks databricks;
    private DatabricksTables tables;

    @BeforeAll
    void start() throws IOException, SQLException {
        databricks = new LocalDatabricks(root);
        tables = databricks.tables();
        databricks.createSchema("main", "shop");
        databricks.run(
                "CREATE TABLE main.shop.orders (id BIGINT NOT NULL, `odd ``name` STRING, price DECIMAL(38, 10), day DATE,"
                        + " moment TIMESTAMP, clock TIMESTAMP_NTZ, paid BOOLEAN, weight DOUBLE, code BINARY)",
                "INSERT INTO main.shop.orders VALUES (1, 'A', 9999999999999999999999999999.9999999998, DATE '0001-01-01',"
                        + " TIMESTAMP '2024-03-31 02:30:00.000001', TIMESTAMP_NTZ '2024-03-31 02:30:00.000001', true, 0.1,"
                        + " unhex('00ff'))",
                "INSERT INTO main.shop.orders VALUES (2, 'O''Higgins \u00f1', 9999999999999999999999999999.9999999999,"
                        + " DATE '9999-12-31', TIMESTAMP '2024-03-31 02:30:00.000002',"
                        + " TIMESTAMP_NTZ '2024-03-31 02:30:00.000002', false, 0.2, unhex('ff00'))",
                "INSERT INTO main.shop.orders (id) VALUES (3)",
                "CREATE VIEW main.shop.paid AS SELECT id FROM main.shop.orders WHERE paid");
    }

    @AfterAll
    void stop() {
        tables.close();
        databricks.close();
    }

    static List<String> zones() {
        return TimeZones.TRICKY;
    }

    @Test
    void schemasAndTablesAreListed() {
        assertThat(tables.schemas("main")).contains("default", "shop").isSorted();
        assertThat(tables.tables("main", "shop")).containsExactly(ORDERS, new UnityTable("main", "shop", "paid"));
    }

    @Test
    void aListOfSeveralPagesComesWhole() throws SQLException {
        databricks.createSchema("main", "wide");
        List<String> names = new ArrayList<>();
        for (int number = 100; number < 230; number++) {
            names.add("t" + number);
            databricks.run("CREATE TABLE main.wide.t" + number + " (id INT)");
        }
        assertThat(tables.tables("main", "wide")).extracting(UnityTable::name).containsExactlyElementsOf(names);
    }

    @Test
    void aTableIsDescribedByItsColumnsInOrder() {
        TableDescription described = tables.describe(ORDERS);

        assertThat(described.columns())
                .extracting(TableColumn::name)
                .containsExactly("id", "odd `name", "price", "day", "moment", "clock", "paid", "weight", "code");
        assertThat(described.columns().get(0).nullable()).isFalse();
        assertThat(described.columns().get(1).nullable()).isTrue();
        assertThat(described.columns().get(2).type()).isEqualTo(new ColumnType.Decimal(38, 10));
        assertThat(described.columns().get(4).type()).isEqualTo(new ColumnType.Instant(6));
        assertThat(described.columns().get(5).type()).isEqualTo(new ColumnType.LocalTimestamp(6));
        assertThat(described.changeDataFeed()).isFalse();
    }

    @Test
    void aTableThatIsNotThereIsAPermanentFailureThatSaysWhatToCheck() {
        assertThatThrownBy(() -> tables.describe(new UnityTable("main", "shop", "gone#1%")))
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        e -> assertThat(e.code()).isEqualTo("databricks-not-found"))
                .hasMessageContaining("gone#1%")
                .hasMessageContaining("USE SCHEMA");
    }

    @ParameterizedTest
    @MethodSource("zones")
    void theValueOfARowFindsThisRowAndTheNextOnesInEveryZone(String zone) throws Exception {
        TimeZones.in(zone, () -> {
            TableDescription described = tables.describe(ORDERS);
            for (TableColumn column : described.columns()) {
                Literal greatest = tables.greatest(described, column, List.of()).orElseThrow();
                assertThat(ids(described, new Condition.Comparison(column.name(), Operator.AT_LEAST, greatest)))
                        .as("%s >= %s", column.name(), greatest)
                        .containsExactly(
                                column.name().equals("paid")
                                        ? 1L
                                        : column.name().equals("id") ? 3L : 2L);
                assertThat(ids(described, new Condition.Comparison(column.name(), Operator.GREATER, greatest)))
                        .as("%s > %s", column.name(), greatest)
                        .isEmpty();
            }
        });
    }

    @Test
    void conditionsAreAllHeldToTogether() {
        TableDescription described = tables.describe(ORDERS);
        Literal one = new Literal(new ColumnType.Int64(), "1");
        Literal three = new Literal(new ColumnType.Int64(), "3");

        assertThat(ids(described, new Condition.OneOf("id", List.of(one, three)), new Condition.Null("day", false)))
                .containsExactly(1L);
        assertThat(ids(described, new Condition.Null("day", true))).containsExactly(3L);
        assertThat(tables.count(described, List.of(new Condition.Comparison("id", Operator.NOT_EQUAL, one))))
                .isEqualTo(2);
    }

    @Test
    void rowsFromAPositionOfSeveralColumnsOnAreReadItselfIncluded() {
        TableDescription described = tables.describe(ORDERS);
        Literal paid = new Literal(new ColumnType.Bool(), "false");
        Literal two = new Literal(new ColumnType.Int64(), "2");

        assertThat(ids(described, new Condition.From(List.of("paid", "id"), List.of(paid, two))))
                .containsExactly(1L, 2L);
    }

    @Test
    void rowsComeInOrderWithNullsFirst() {
        TableDescription described = tables.describe(ORDERS);
        TableQuery query = new TableQuery.Rows(
                described, described.columns().subList(0, 1), List.of(), List.of("day", "id"), OptionalLong.empty());

        assertThat(rows(query)).extracting(row -> row.get(0)).containsExactly(3L, 1L, 2L);
    }

    @Test
    void theWarehousesClockIsRead() {
        assertThat(tables.now()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void theGreatestOfNothingButNullsIsNothing() {
        TableDescription described = tables.describe(ORDERS);
        TableColumn day = described.column("day").orElseThrow();

        assertThat(tables.greatest(described, day, List.of(new Condition.Null("day", true))))
                .isEmpty();
    }

    private List<Object> ids(TableDescription described, Condition... conditions) {
        TableQuery query = new TableQuery.Rows(
                described, described.columns().subList(0, 1), List.of(conditions), List.of("id"), OptionalLong.empty());
        return rows(query).stream().map(row -> row.get(0)).toList();
    }

    private List<List<Object>> rows(TableQuery query) {
        try (RowStream stream = tables.open(query, new Cancellation())) {
            return ReadRows.all(stream);
        }
    }
}
