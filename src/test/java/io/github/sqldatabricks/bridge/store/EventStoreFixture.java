package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.event.EventStore.AcceptResult;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An event store, on the database that a subclass names. */
abstract class EventStoreFixture {

    static final Duration LEASE = Duration.ofMinutes(1);

    JobDatabase database;
    EventStore events;

    /** The database under test. */
    abstract StoreConfig config();

    @BeforeEach
    void open() {
        database = new JobDatabase(config());
        for (String table : List.of("sync_event", "sync_target", "sync_duty")) {
            database.run(connection -> Statements.update(connection, "DELETE FROM bridge." + table));
        }
        events = store(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    static EventStore store(JobDatabase database) {
        return new SettledEventStore(database);
    }

    List<AcceptResult> accept(SyncEvent... some) {
        return events.accept(Arrays.asList(some));
    }

    Optional<Claim> claim() {
        return events.claim("worker", LEASE);
    }

    /** The id of the event that is claimed now. */
    String claimed() {
        return claim().map(claim -> claim.id().value()).orElse("nothing");
    }

    StoredEvent found(String id) {
        return events.find(new EventId(id)).orElseThrow();
    }

    static List<String> ids(List<StoredEvent> some) {
        return some.stream().map(event -> event.id().value()).toList();
    }
}
