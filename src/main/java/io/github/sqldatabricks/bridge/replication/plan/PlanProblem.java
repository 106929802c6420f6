package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;

/**
 * Why a replication or one of its streams can't run.
 *
 * @param message what was expected, what is there and what to do
 */
public record PlanProblem(ErrorCode error, String message) {

    static PlanProblem of(BridgeException failure) {
        return new PlanProblem(failure.error(), failure.getMessage());
    }
}
