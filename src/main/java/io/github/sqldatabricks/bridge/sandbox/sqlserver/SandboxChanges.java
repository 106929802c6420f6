package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.sync.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.target.StagedSql;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import java.sql.SQLException;

/** A change by staged rows in H2. */
record SandboxChanges(TargetConnection connection, ChangePlan.Staged plan, StagedSql sql) {

    ChangeCounts apply() throws SQLException {
        return switch (plan.kind()) {
            case INSERT -> ChangeCounts.inserted(insert(""));
            case UPDATE -> ChangeCounts.updated(merge("UPDATE SET " + sql.assignments()));
            case DELETE -> ChangeCounts.deleted(merge("DELETE"));
            case UPSERT -> upsert();
        };
    }

    /** Two statements, because one would not say how many rows were new. */
    private ChangeCounts upsert() throws SQLException {
        long updated = plan.values().isEmpty() ? 0 : merge("UPDATE SET " + sql.assignments());
        String missing = " WHERE NOT EXISTS (SELECT 1 FROM " + sql.target() + " WHERE " + sql.sameKeys() + ")";
        return new ChangeCounts(insert(missing), updated, 0);
    }

    private long insert(String condition) throws SQLException {
        String overriding = plan.keepIdentity() ? " OVERRIDING SYSTEM VALUE" : "";
        return connection.update("INSERT INTO " + plan.target().quoted() + " (" + sql.names() + ")" + overriding
                + " SELECT " + sql.values() + " FROM " + sql.stage() + condition);
    }

    private long merge(String change) throws SQLException {
        return connection.update("MERGE INTO " + sql.target() + " USING " + sql.stage() + " ON (" + sql.sameKeys()
                + ") WHEN MATCHED THEN " + change);
    }
}
