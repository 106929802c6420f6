package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.work.ReplicaStore;
import io.github.sqldatabricks.bridge.work.ReplicaStore.Beat;
import io.github.sqldatabricks.bridge.work.ReplicaStore.Replica;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every store knows of processes, through real SQL. Catches one that is forgotten while it lives, and one that outlives its end. */
abstract class ReplicaStoreContract extends StoreFixture {

    private JdbcReplicaStore store() {
        return new JdbcReplicaStore(database);
    }

    private static Beat beat(String name, int queries, boolean draining) {
        return new Beat(name, "pod-1", "1.2.3", draining, queries, 2, 1, 4);
    }

    private void silent(String name, Duration since) {
        database.run(connection -> Statements.update(
                connection,
                "UPDATE bridge.replica SET beat_at = ? WHERE replica_name = ?",
                database.now(connection).minus(since),
                name));
    }

    @Test
    void aProcessIsAsItSaidLast() {
        store().beat(beat("one", 0, false));
        Replica first = store().all().get(0);
        assertThat(first.startedAt()).isEqualTo(first.beatAt());
        store().beat(beat("one", 2, true));
        assertThat(store().all()).singleElement().satisfies(replica -> {
            assertThat(replica.queries()).isEqualTo(2);
            assertThat(replica.queryThreads()).isEqualTo(2);
            assertThat(replica.events()).isEqualTo(1);
            assertThat(replica.eventThreads()).isEqualTo(4);
            assertThat(replica.draining()).isTrue();
            assertThat(replica.host()).isEqualTo("pod-1");
            assertThat(replica.version()).isEqualTo("1.2.3");
            assertThat(replica.startedAt()).isEqualTo(first.startedAt());
            assertThat(replica.beatAt()).isAfterOrEqualTo(first.beatAt());
        });
    }

    @Test
    void whoEndsOrSaysNothingIsForgotten() {
        store().beat(beat("one", 0, false));
        store().beat(beat("two", 0, false));
        store().beat(beat("three", 0, false));
        store().gone("three");
        silent("one", ReplicaStore.PATIENCE);
        assertThat(store().all()).extracting(Replica::name).containsExactly("two");
        store().beat(beat("two", 0, false));
        assertThat(database.<Long>run(connection -> Statements.one(
                                connection, "SELECT COUNT(*) FROM bridge.replica", row -> row.getLong(1))
                        .orElseThrow()))
                .isEqualTo(1);
    }

    @Test
    void whoWasThoughtDeadComesBack() {
        store().beat(beat("one", 1, false));
        silent("one", ReplicaStore.PATIENCE.plusSeconds(1));
        store().beat(beat("one", 2, false));
        assertThat(store().all()).extracting(Replica::queries).containsExactly(2);
    }
}
