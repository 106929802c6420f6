package io.github.sqldatabricks.bridge.tracing;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.sync.TargetSession;
import java.util.Optional;

/**
 * Sessions whose steps have spans.
 *
 * @param database the real one
 */
record TracedTargetDatabase(TargetDatabase database, Spans spans) implements TargetDatabase {

    @Override
    public TargetSession open(Optional<Country> country, Cancellation cancellation) {
        return new TracedTargetSession(database.open(country, cancellation), spans);
    }

    @Override
    public void requireDelivery() {
        database.requireDelivery();
    }
}
