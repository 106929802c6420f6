package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.RowFilter;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.RowFilter.Operator;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection.TableReference;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Catches a filter on the wrong table, one that compares with a value of another type, and one that does nothing. */
class StreamPlanTest {

    private static final TableDescription ORDERS = new TableDescription(
            new UnityTable("main", "sales", "orders"),
            List.of(
                    column("open", new ColumnType.Bool()),
                    column("amount", new ColumnType.Decimal(18, 2)),
                    column("weight", new ColumnType.Float64())),
            List.of(),
            false);

    @Test
    void onlyFiltersOfTheTableCount() {
        RowFilter other = new RowFilter(
                new TableReference(Optional.of("archive"), "orders"), "open", Operator.IS_NULL, List.of());

        assertThat(StreamPlan.conditions(ORDERS, List.of(other, filter("OPEN", Operator.IS_NULL))))
                .containsExactly(new Condition.Null("open", true));
    }

    @Test
    void valuesHaveTheTypeOfTheirColumn() {
        assertThat(StreamPlan.conditions(ORDERS, List.of(filter("open", Operator.NOT_EQUAL, "false"))))
                .containsExactly(new Condition.Comparison(
                        "open", Condition.Operator.NOT_EQUAL, new Literal(new ColumnType.Bool(), "false")));
        assertThat(StreamPlan.conditions(ORDERS, List.of(filter("amount", Operator.IN, "1.50", "2"))))
                .containsExactly(new Condition.OneOf(
                        "amount",
                        List.of(
                                new Literal(new ColumnType.Decimal(18, 2), "1.50"),
                                new Literal(new ColumnType.Decimal(18, 2), "2"))));
    }

    @Test
    void whatIsNoValueOfTheColumnIsRefused() {
        refused(filter("open", Operator.EQUAL, "yes"), "true or false");
        refused(filter("amount", Operator.EQUAL, "much"), "values of type decimal, such as 42.50");
        refused(filter("weight", Operator.EQUAL, "1.5"), "a column of whole numbers");
        refused(filter("colour", Operator.EQUAL, "red"), "a column of the table");
    }

    private static void refused(RowFilter filter, String expected) {
        assertThatThrownBy(() -> StreamPlan.conditions(ORDERS, List.of(filter)))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining(expected);
    }

    private static RowFilter filter(String column, Operator operator, String... values) {
        return new RowFilter(new TableReference(Optional.empty(), "orders"), column, operator, List.of(values));
    }

    private static TableColumn column(String name, ColumnType type) {
        return new TableColumn(name, type, true, Optional.empty());
    }
}
