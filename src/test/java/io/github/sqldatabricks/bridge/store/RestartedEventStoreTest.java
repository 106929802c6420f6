package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.testing.Events;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database in a file, which one process at a time can open, opened again. Catches events that are lost with their
 * process, or that wait for claims and duties of the dead.
 */
class RestartedEventStoreTest {

    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private Path folder;

    @Test
    void whatAProcessLeftIsTakenUpAtOnceByTheNext() {
        try (JobDatabase database = open()) {
            EventStore store = new SettledEventStore(database);
            store.accept(List.of(Events.update("a", "t"), Events.update("b", "t"), Events.update("c", "u")));
            store.claim("dead", LONG).orElseThrow();
            store.retryLater(store.claim("dead", LONG).orElseThrow(), Events.TRANSIENT, LONG);
            assertThat(store.holdLeaderLock("poller", "dead", LONG)).isTrue();
        }
        try (JobDatabase database = open()) {
            EventStore store = new SettledEventStore(database);
            Claim left = store.claim("next", LONG).orElseThrow();
            assertThat(left.event().id().value()).isEqualTo("a");
            assertThat(left.fence()).isEqualTo(2);
            assertThat(left.reclaims()).isEqualTo(1);
            // The other table waits for its retry, as it did before.
            assertThat(store.claim("next", LONG)).isEmpty();
            assertThat(store.counts().byStatus()).containsEntry(EventStatus.RETRY, 1L);
            assertThat(store.holdLeaderLock("poller", "next", LONG)).isTrue();
        }
    }

    private JobDatabase open() {
        return new JobDatabase(FixedStoreConfig.h2("jdbc:h2:file:" + folder.resolve("events")));
    }
}
