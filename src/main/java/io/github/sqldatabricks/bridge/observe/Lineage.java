package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import java.util.Optional;
import java.util.function.Supplier;

/** Port: tells a catalogue which data came from where. Never fails and never waits, whatever the catalogue does. Thread-safe. */
public interface Lineage {

    /** Tells nobody. */
    Lineage NONE = new Lineage() {
        @Override
        public QueryOutcome follow(QueryAttempt attempt, Supplier<QueryOutcome> work) {
            return work.get();
        }

        @Override
        public EventOutcome follow(Claim claim, Supplier<EventOutcome> work) {
            return work.get();
        }
    };

    /** Does the work, and tells of its beginning and its end. Returns and throws what the work does. */
    QueryOutcome follow(QueryAttempt attempt, Supplier<QueryOutcome> work);

    /** Does the work, and tells of its beginning and its end. Returns and throws what the work does. */
    EventOutcome follow(Claim claim, Supplier<EventOutcome> work);

    /**
     * One attempt at a query.
     *
     * @param number of the attempt, from 1
     * @param schema the columns of the result, once they are known
     */
    record QueryAttempt(Lease lease, int number, PlannedQuery planned, Supplier<Optional<RowSchema>> schema) {}

    /** Port: where SQL Server and the workspace are, for the names of datasets. Thread-safe. */
    interface Datasets {

        /**
         * The SQL Server at an address.
         *
         * @throws io.github.sqldatabricks.bridge.model.BridgeException when it is not configured
         */
        Server sqlServer(TargetAddress address);

        /** Host, and port if it has one, of the workspace. */
        String workspace();

        /**
         * A SQL Server.
         *
         * @param authority {@code host:port}
         * @param database the one that the connection opens
         */
        record Server(String authority, String database) {}
    }
}
