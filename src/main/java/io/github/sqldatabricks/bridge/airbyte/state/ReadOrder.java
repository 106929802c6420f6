package io.github.sqldatabricks.bridge.airbyte.state;

import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.source.TableDescription;
import java.util.List;
import java.util.Optional;

/** The order in which a table's rows can be read so that an interrupted read can go on. */
public final class ReadOrder {

    private ReadOrder() {}

    /** The columns of its primary key; empty when it has none, or one of another type or with nulls, so that it can't be resumed. */
    public static List<TableColumn> ofKey(TableDescription table) {
        List<TableColumn> key = table.primaryKey().stream()
                .map(table::column)
                .flatMap(Optional::stream)
                .filter(column -> !column.nullable())
                .filter(column -> PositionType.of(column.type()).isPresent())
                .toList();
        return key.size() == table.primaryKey().size() ? key : List.of();
    }
}
