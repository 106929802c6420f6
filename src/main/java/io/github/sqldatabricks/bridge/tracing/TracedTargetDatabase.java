package io.github.sqldatabricks.bridge.tracing;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.TargetAddress;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.sync.TargetIdentity;
import io.github.sqldatabricks.bridge.sync.TargetSession;

/**
 * Sessions whose steps have spans.
 *
 * @param database the real one
 */
record TracedTargetDatabase(TargetDatabase database, Spans spans) implements TargetDatabase {

    @Override
    public TargetSession open(TargetAddress address, Cancellation cancellation) {
        return new TracedTargetSession(database.open(address, cancellation), spans);
    }

    @Override
    public String place(TargetAddress address) {
        return database.place(address);
    }

    @Override
    public TargetIdentity identify(TargetAddress address, SqlServerTable table) {
        return database.identify(address, table);
    }

    @Override
    public void requireDelivery() {
        database.requireDelivery();
    }
}
