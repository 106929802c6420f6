package io.github.sqldatabricks.bridge.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable;
import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable.DeltaColumn;
import io.github.sqldatabricks.bridge.load.LoadOrder.LoadId;
import io.github.sqldatabricks.bridge.load.LoadSettings.TableOptions;
import io.github.sqldatabricks.bridge.load.SchemaContract.Change;
import io.github.sqldatabricks.bridge.load.SchemaContract.Rule;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Differences between a source and its table. Catches one that is cast, dropped or left out without a word. */
class SchemaContractTest {

    private static final SchemaContract FREEZE = SchemaContract.of(Rule.FREEZE);
    private static final SchemaContract DISCARD = SchemaContract.of(Rule.DISCARD);
    private static final List<SchemaContract> CONTRACTS = List.of(SchemaContract.EVOLVE, FREEZE, DISCARD);
    private static final UnityTable TABLE = new UnityTable("main", "sales", "orders");

    @Test
    void whatIsTheSameNeedsNothing() {
        for (SchemaContract contract : CONTRACTS) {
            assertThat(contract.changes(order(column("Id", new ColumnType.Int32(), false)), table("id", "int", false)))
                    .as(contract.text())
                    .isEmpty();
        }
    }

    /** Every pair of a table's and a source's type: what EVOLVE does; the other contracts take only what the table holds. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    int|smallint|holds
                    bigint|int|holds
                    double|float|holds
                    decimal(12,2)|decimal(10,2)|holds
                    decimal(14,4)|decimal(10,2)|holds
                    timestamp_ntz|date|holds
                    smallint|int|widens
                    int|bigint|widens
                    float|double|widens
                    decimal(10,2)|decimal(12,2)|widens
                    decimal(10,2)|decimal(14,4)|widens
                    date|timestamp_ntz|widens
                    decimal(12,2)|decimal(12,4)|refuses
                    decimal(10,2)|decimal(12,5)|refuses
                    bigint|double|refuses
                    string|int|refuses
                    int|string|refuses
                    timestamp_ntz|timestamp|refuses
                    timestamp|timestamp_ntz|refuses
                    boolean|int|refuses
                    binary|string|refuses
                    """)
    void typesThatDiffer(String table, String source, String outcome) {
        LoadOrder order = order(column("c", type(source), true));
        for (SchemaContract contract : CONTRACTS) {
            if (outcome.equals("holds")) {
                assertThat(contract.changes(order, table("c", table, true))).isEmpty();
            } else if (outcome.equals("widens") && contract == SchemaContract.EVOLVE) {
                assertThat(contract.changes(order, table("c", table, true)))
                        .containsExactly(new Change.Widen("c", source));
            } else {
                assertThatThrownBy(() -> contract.changes(order, table("c", table, true)))
                        .as(contract.text())
                        .isInstanceOf(BridgeException.Conflict.class)
                        .hasMessageContaining("'c' is " + table + " in the table and " + source + " at the source");
            }
        }
    }

    @Test
    void aNewColumnIsAddedRefusedOrLeftOut() {
        Column added = column("new", new ColumnType.Decimal(9, 3), false);
        LoadOrder order = order(column("id", new ColumnType.Int32(), false), added);
        DeltaTable table = table("id", "int", false);

        assertThat(SchemaContract.EVOLVE.changes(order, table)).containsExactly(new Change.Add("new", "decimal(9,3)"));
        assertThat(DISCARD.changes(order, table)).isEmpty();
        assertThat(DISCARD.loads(added, table)).isFalse();
        assertThatThrownBy(() -> FREEZE.changes(order, table)).hasMessageContaining("the table has no column 'new'");
    }

    @Test
    void aColumnThatTheSourceLostStaysAndBecomesNull() {
        LoadOrder order = order(column("id", new ColumnType.Int32(), false));
        DeltaTable table = new DeltaTable(
                Optional.empty(),
                List.of(
                        new DeltaColumn("id", "int", false),
                        new DeltaColumn("gone", "string", false),
                        new DeltaColumn("optional", "string", true),
                        new DeltaColumn(LoadMode.SEQUENCE, "string", true)));

        assertThat(SchemaContract.EVOLVE.changes(order, table)).containsExactly(new Change.AllowNull("gone"));
        assertThatThrownBy(() -> DISCARD.changes(order, table)).hasMessageContaining("the source has no column 'gone'");
        assertThatThrownBy(() -> FREEZE.changes(order, table))
                .hasMessageContaining("the source has no column 'gone'; the source has no column 'optional'");
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void nullsWhereTheTableHasNone(Rule rule) {
        SchemaContract contract = SchemaContract.of(rule);
        LoadOrder order = order(column("id", new ColumnType.Int32(), true));
        DeltaTable table = table("id", "int", false);
        if (rule == Rule.EVOLVE) {
            assertThat(contract.changes(order, table)).containsExactly(new Change.AllowNull("id"));
        } else {
            assertThatThrownBy(() -> contract.changes(order, table)).hasMessageContaining("'id' is NOT NULL");
        }
    }

    @Test
    void theBridgesOwnColumnIsAddedToATableThatLacksIt() {
        LoadOrder order = order(new LoadMode.Append(), column("id", new ColumnType.Int32(), true));
        assertThat(FREEZE.changes(order, table("id", "int", true)))
                .containsExactly(new Change.Add(LoadMode.LOAD_ID, "string"));
    }

    @Test
    void columnsAndTypesMayHaveRulesOfTheirOwn() {
        LoadOrder order =
                order(column("id", new ColumnType.Int64(), false), column("new", new ColumnType.Text(), true));
        SchemaContract contract = new SchemaContract(Rule.EVOLVE, Rule.DISCARD, Rule.EVOLVE);

        assertThat(contract.changes(order, table("id", "int", false)))
                .containsExactly(new Change.Widen("id", "bigint"));
        assertThat(contract.text()).isEqualTo("evolve/discard/evolve");
        assertThatThrownBy(() -> new SchemaContract(Rule.EVOLVE, Rule.EVOLVE, Rule.DISCARD))
                .isInstanceOf(BridgeException.InvalidRequest.class);
    }

    @Test
    void aColumnThatTheModeNeedsIsNotDiscarded() {
        LoadMode mode = new LoadMode.ReplaceWhere(new LoadMode.Slices.Period("Day", "2026-01-01", "2026-02-01"));
        LoadOrder order =
                order(mode, column("id", new ColumnType.Int32(), false), column("day", new ColumnType.Date(), true));

        assertThatThrownBy(() -> DISCARD.changes(order, table("id", "int", false)))
                .isInstanceOf(BridgeException.Conflict.class)
                .hasMessageContaining("the table has no column 'day', which mode replace-where needs");
    }

    /** Java's equalsIgnoreCase takes the Turkish dotless i for an i; Delta does not. */
    @Test
    void aDotlessIIsALetterOfItsOwn() {
        assertThat(table("ID", "int", true).column("ıd")).isEmpty();
        RowSchema schema = new RowSchema(List.of(column("ID", new ColumnType.Int32(), true)));
        assertThat(schema.find("ıd")).isEmpty();
        assertThat(schema.find("id")).isPresent();
    }

    @Test
    void namesOfTheBridgesOwnAreRefused() {
        for (String name : List.of(LoadMode.LOAD_ID, LoadMode.SEQUENCE, "_Bridge_number", "_bridge_rank")) {
            assertThatThrownBy(() -> order(column(name, new ColumnType.Text(), true)))
                    .as(name)
                    .isInstanceOf(BridgeException.InvalidRequest.class)
                    .hasMessageContaining(name);
        }
    }

    private static ColumnType type(String text) {
        return switch (text) {
            case "smallint" -> new ColumnType.Int16();
            case "int" -> new ColumnType.Int32();
            case "bigint" -> new ColumnType.Int64();
            case "float" -> new ColumnType.Float32();
            case "double" -> new ColumnType.Float64();
            case "string" -> new ColumnType.Text();
            case "date" -> new ColumnType.Date();
            case "timestamp" -> new ColumnType.Instant(6);
            case "timestamp_ntz" -> new ColumnType.LocalTimestamp(6);
            default -> {
                String[] digits = text.replaceAll("[a-z()]", "").split(",");
                yield new ColumnType.Decimal(Integer.parseInt(digits[0]), Integer.parseInt(digits[1]));
            }
        };
    }

    private static Column column(String name, ColumnType type, boolean nullable) {
        return new Column(name, type, nullable, "x");
    }

    private static DeltaTable table(String name, String type, boolean nullable) {
        return new DeltaTable(Optional.empty(), List.of(new DeltaColumn(name, type, nullable)));
    }

    private static LoadOrder order(Column... columns) {
        return order(new LoadMode.Replace(), columns);
    }

    private static LoadOrder order(LoadMode mode, Column... columns) {
        String stream = TABLE.toString();
        return new LoadOrder(
                LoadId.of(stream, Instant.EPOCH, "job"),
                stream,
                new LoadSettings(TABLE, mode, SchemaContract.EVOLVE, LoadLimits.NONE, TableOptions.NONE),
                List.of(new VolumePath("/Volumes/a/b/c/d.parquet")),
                new RowSchema(List.of(columns)),
                0,
                Optional.empty());
    }
}
