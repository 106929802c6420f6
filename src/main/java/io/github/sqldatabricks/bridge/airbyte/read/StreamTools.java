package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.source.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.source.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What every way of reading a stream needs. */
record StreamTools(WorkspaceTables tables, StreamPlan plan, StreamOutput output, PartReader parts, Retries retries) {

    TableDescription table() {
        return plan.table();
    }

    /** The stream's filters and some more conditions. */
    List<Condition> conditions(List<Condition> more) {
        List<Condition> all = new ArrayList<>(plan.filters());
        all.addAll(more);
        return all;
    }

    /** Rows that satisfy the filters and more conditions, in an order or none. */
    TableQuery rows(List<Condition> more, List<TableColumn> order, OptionalLong version) {
        List<String> names = order.stream().map(TableColumn::name).toList();
        return new TableQuery.Rows(table(), plan.columns(order), conditions(more), names, version);
    }

    /** Tells how many records there will be. */
    void estimate(List<Condition> more) {
        output.estimate(retries.call(() -> tables.count(table(), conditions(more))));
    }

    /** The newest version of the table; empty when it has no versions. */
    OptionalLong latestVersion() {
        try {
            return OptionalLong.of(retries.call(() -> tables.latestVersion(table().table())));
        } catch (BridgeException.RemotePermanent none) {
            return OptionalLong.empty();
        }
    }
}
