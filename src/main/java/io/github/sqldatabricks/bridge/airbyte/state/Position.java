package io.github.sqldatabricks.bridge.airbyte.state;

import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import io.github.sqldatabricks.bridge.airbyte.source.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A place in ordered rows: all records before it were written, and of those at it the ones whose fingerprints it holds.
 *
 * @param values one for each column of the order
 * @param written fingerprints of the records at the position that were written; empty when they are too many to keep, so that
 *     all records at the position have to be read again
 */
public record Position(List<Value> values, Optional<List<String>> written) {

    public Position {
        values = List.copyOf(values);
        written = written.map(List::copyOf);
    }

    /**
     * The value of one column.
     *
     * @param text as {@link Literal#text()}
     */
    public record Value(String column, PositionType type, String text) {

        /** The value of a column that has a {@link PositionType}. */
        public static Value of(TableColumn column, String text) {
            return new Value(column.name(), PositionType.of(column.type()).orElseThrow(), text);
        }

        /** The value to compare a column with. */
        public Literal literal(TableColumn column) {
            return new Literal(((DatabricksType.Plain) column.type()).type(), text);
        }
    }

    /** Whether it is a place in that order: the same columns, of types that still understand its values. */
    public boolean fits(List<TableColumn> order) {
        if (order.size() != values.size()) {
            return false;
        }
        for (int i = 0; i < order.size(); i++) {
            Value value = values.get(i);
            boolean understood = PositionType.of(order.get(i).type())
                    .map(type -> type.understands(value.type()))
                    .orElse(false);
            if (!understood || !order.get(i).name().equalsIgnoreCase(value.column())) {
                return false;
            }
        }
        return true;
    }

    /** The rows at the position and after it. */
    public Condition.From from(List<TableColumn> order) {
        List<Literal> literals = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            literals.add(values.get(i).literal(order.get(i)));
        }
        return new Condition.From(order.stream().map(TableColumn::name).toList(), literals);
    }

    /** The columns of its primary key; empty when it has none, or one of another type or with nulls, so that it can't be resumed. */
    public static List<TableColumn> keyOrder(TableDescription table) {
        List<TableColumn> key = table.primaryKey().stream()
                .map(table::column)
                .flatMap(Optional::stream)
                .filter(column -> !column.nullable())
                .filter(column -> PositionType.of(column.type()).isPresent())
                .toList();
        return key.size() == table.primaryKey().size() ? key : List.of();
    }
}
