package io.github.sqldatabricks.bridge.operator.connection;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerPools;

/** Opens pools for an {@link OperatorConnection}. */
public final class OperatorPools {

    private OperatorPools() {}

    /**
     * Pools that connect when they are first used.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-setting}) when the settings contradict themselves
     */
    public static SqlServerPools open(OperatorConnection connection) {
        try {
            return SqlServerPools.single(connection);
        } catch (IllegalArgumentException e) {
            throw new BridgeException.InvalidRequest(ErrorCode.INVALID_SETTING, e.getMessage(), e);
        }
    }
}
