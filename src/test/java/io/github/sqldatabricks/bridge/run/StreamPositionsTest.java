package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Positions that are put in while somebody else does the same, resets the stream, or the process dies. Catches one that was refused and
 * counts nevertheless, one that undoes a reset which its caller has not seen, and rows that no run reads any more.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class StreamPositionsTest extends StreamFixture {

    @Inject
    StreamOverview overview;

    @Inject
    ReplicationLibrary library;

    @Inject
    AccessControl access;

    @Inject
    AuditTrail trail;

    @Test
    void ofTwoImportsTheRefusedOneChangesNothing() throws IOException {
        StreamId id = loaded("kept");
        StateDocument first = exported(id);
        StateDocument second = new StateDocument(id, 5, first.position());
        sqlServer("INSERT INTO dbo.kept VALUES (3)");
        process().run(job("kept", false));
        StreamState seen = store.stream(id);
        positions(store).put(seen, second);

        assertThatThrownBy(() -> positions(store).put(seen, exported(id)))
                .isInstanceOfSatisfying(
                        BridgeException.Conflict.class,
                        refused -> assertThat(refused.code()).isEqualTo("state-changed"));
        assertThat(store.stream(id).generation()).isEqualTo(6);
        assertNotesAreThoseOfTheTarget(id);
    }

    @Test
    void anImportThatComesToALaterOnesClaimChangesNothing() throws IOException {
        StreamId id = loaded("rest");
        StateDocument state = exported(id);
        StreamPositions overtaken = positions(before(
                "repositioned",
                () -> positions(store).put(store.stream(id), new StateDocument(id, 8, state.position()))));
        StreamState seen = store.stream(id);
        assertThatThrownBy(() -> overtaken.put(seen, state)).hasMessageContaining("by somebody else");
        assertThat(store.stream(id).generation()).isEqualTo(9);
        assertNotesAreThoseOfTheTarget(id);
    }

    @Test
    void aResetThatTheCallerHasNotSeenIsNotUndone() throws IOException {
        StreamId id = loaded("range");
        String imported = new StateDocument(id, 7, exported(id).position()).json();
        ReplicationStore resetMeanwhile = before("stream", 2, () -> store.reset(id));
        ReplicationOperations operations =
                new ReplicationOperations(library, resetMeanwhile, overview, positions(resetMeanwhile), access, trail);
        operations.restore(id, imported, () -> 1, access.user("ana"));
        assertThat(store.stream(id).reset()).isTrue();
    }

    /** Whoever dies between Delta and the store, or never comes to Delta, leaves a stream that is read whole. */
    @Test
    void aProcessThatDiesLeavesAStreamThatIsReadWhole() throws IOException {
        StreamId id = loaded("gap");
        StateDocument state = exported(id);
        StreamPositions dying = positions(before("repositioned", () -> {
            throw new IllegalStateException("died");
        }));
        StreamState seen = store.stream(id);
        assertThatThrownBy(() -> dying.put(seen, state)).hasMessage("died");
        sqlServer("DELETE FROM dbo.gap WHERE id = 1");
        process().run(job("gap", false));
        assertThat(delta("SELECT id FROM main.loaded.gap")).containsExactly("2");
        assertNotesAreThoseOfTheTarget(id);

        StreamState again = store.stream(id);
        StateDocument now = exported(id);
        databricks
                .workspace()
                .faults()
                .add(new Fault(
                        call -> STATEMENT.test(call) && store.stream(id).reset(), 0, 100, new Effect.CutResponse(0)));
        assertThatThrownBy(() -> positions(store).put(again, now)).isInstanceOf(BridgeException.class);
        databricks.workspace().faults().clear();
        assertThat(store.stream(id).reset()).isTrue();
        sqlServer("INSERT INTO dbo.gap VALUES (3)");
        process().run(job("gap", false));
        assertThat(delta("SELECT id FROM main.loaded.gap ORDER BY id")).containsExactly("2", "3");
        assertNotesAreThoseOfTheTarget(id);
    }

    @Test
    void aStreamThatWasNeverLoadedIsNotReset() throws IOException {
        StreamId loaded = loaded("kept2");
        StateDocument state = exported(loaded);
        sqlServer("CREATE TABLE dbo.kept3 (id BIGINT NOT NULL PRIMARY KEY)");
        write("kept3", "  dbo.kept3: {change: cursor, cursor: id}");
        StreamId id = new StreamId("kept3", "dbo.kept3");
        store.failed(id, "x");
        StreamState seen = store.stream(id);
        assertThatThrownBy(() -> positions(store).put(seen, new StateDocument(id, 1, state.position())))
                .isInstanceOfSatisfying(
                        BridgeException.Conflict.class,
                        refused -> assertThat(refused.code()).isEqualTo("load-outdated"));
        assertThat(store.stream(id)).isEqualTo(seen);
    }

    private StreamId loaded(String name) throws IOException {
        sqlServer(
                "CREATE TABLE dbo." + name + " (id BIGINT NOT NULL PRIMARY KEY)",
                "INSERT INTO dbo." + name + " VALUES (1), (2)");
        write(name, "  dbo." + name + ": {change: cursor, cursor: id}");
        process().run(job(name, false));
        return new StreamId(name, "dbo." + name);
    }

    private StateDocument exported(StreamId id) {
        return positions(store).export(store.stream(id));
    }

    private StreamPositions positions(ReplicationStore notes) {
        Process process = process(notes);
        return new StreamPositions(planner, notes, process::loads);
    }
}
