package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the target column of each condition of a DELETE, by name, case ignored. */
final class ConditionMatching {

    private ConditionMatching() {}

    /** @throws BridgeException.RemotePermanent ({@code columns-do-not-match}) naming all columns that are not there */
    static ChangePlan.Conditional plan(SyncOperation.DeleteWhere operation, TargetTable target) {
        Map<TargetColumn, Optional<String>> conditions = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        operation
                .conditions()
                .forEach((name, value) -> target.column(name)
                        .ifPresentOrElse(column -> conditions.put(column, value), () -> unknown.add("'" + name + "'")));
        if (!unknown.isEmpty()) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.COLUMNS_DO_NOT_MATCH,
                    "filter_conditions name columns that are not in " + target.name() + ": "
                            + String.join(", ", unknown) + ". Nothing was changed.");
        }
        return new ChangePlan.Conditional(target.name(), conditions);
    }
}
