package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.source.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.state.Position;
import io.github.sqldatabricks.bridge.airbyte.state.ReadOrder;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** All rows of a table, by its key when it has one. */
final class SnapshotPart {

    private SnapshotPart() {}

    /** @param version of the Delta table, or empty for the newest */
    static Part of(StreamTools tools, OptionalLong version, Part.RowRule rows, Function<Position, StreamState> state) {
        List<TableColumn> key = ReadOrder.ofKey(tools.table());
        Function<Optional<Position>, TableQuery> query = from -> {
            List<Condition> start =
                    from.map(position -> List.<Condition>of(position.from(key))).orElse(List.of());
            return tools.rows(start, key, version);
        };
        return new Part(key, query, state, schema -> rows);
    }

    /** The position, if a read of the table as it is now can go on from it. */
    static Optional<Position> usable(StreamTools tools, Optional<Position> position) {
        List<TableColumn> key = ReadOrder.ofKey(tools.table());
        return position.filter(known -> !key.isEmpty() && known.fits(key));
    }
}
