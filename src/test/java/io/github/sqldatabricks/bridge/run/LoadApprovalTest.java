package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Blocked loads whose processes die or are overtaken. Catches an approval that lets two loads pass, and a block that is noted wrongly. */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class LoadApprovalTest extends StreamFixture {

    @Inject
    ReplicationLibrary library;

    @Inject
    StreamOverview overview;

    @Inject
    StreamPositions positions;

    @Inject
    AccessControl access;

    @Inject
    AuditTrail trail;

    /** What nobody has noted may be what was approved. */
    @Test
    void anApprovalIsOverWithALoadThatADeadProcessDidNotNote() throws IOException {
        StreamId id = blocked("twice");
        approve(id);
        ReplicationStore dying = before("succeeded", () -> {
            throw new IllegalStateException("died");
        });
        assertThatThrownBy(() -> process(dying).run(job("twice", false))).hasMessage("died");
        assertThat(store.stream(id).approvedBy()).as("nobody has noted its end").isPresent();

        sqlServer("DELETE FROM dbo.att_twice WHERE id > 1");
        assertThatThrownBy(() -> process().run(job("twice", false))).isInstanceOf(BridgeException.LoadBlocked.class);
        assertThat(delta("SELECT count(*) FROM main.loaded.att_twice")).containsExactly("5");
        assertThat(store.stream(id).approvedBy()).isEmpty();
        approve(id);
        process().run(job("twice", false));
        assertThat(delta("SELECT count(*) FROM main.loaded.att_twice")).containsExactly("1");
    }

    @Test
    void aBlockedRunThatWasOvertakenBeginsAnew() throws IOException {
        StreamId id = blocked("overtaken");
        ReplicationStore resetMeanwhile = before("blocked", () -> store.reset(id));
        assertThatThrownBy(() -> process(resetMeanwhile).attempt(job("overtaken", false)))
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        overtaken -> assertThat(overtaken.code()).isEqualTo(ErrorCode.STREAM_RESET.text()));
        assertThat(store.stream(id).blocked()).isEmpty();
    }

    /** The run that was waiting has ended it by the time of the answer. */
    @Test
    void whatWasApprovedIsToldAlsoWhenALoadHasEndedItMeanwhile() throws IOException {
        StreamId id = blocked("ended");
        ReplicationStore endedMeanwhile = before("stream", 2, () -> store.reset(id));
        StreamState approved = new ReplicationOperations(library, endedMeanwhile, overview, positions, access, trail)
                .approve(id, Optional.empty(), Principal.COMMAND_LINE);
        assertThat(approved.blocked().orElseThrow().rowsGone()).isEqualTo(5);
        assertThat(approved.approvedBy()).contains(Principal.COMMAND_LINE.name());
    }

    /** A target of ten rows, whose run with five was stopped. */
    private StreamId blocked(String name) throws IOException {
        sqlServer(
                "CREATE TABLE dbo.att_" + name + " (id INT NOT NULL PRIMARY KEY)",
                "INSERT INTO dbo.att_" + name + " SELECT X FROM SYSTEM_RANGE(1, 10)");
        write(name, "  dbo.att_" + name + ": {change: full, limits: {shrink_percent: 10}}");
        process().run(job(name, false));
        sqlServer("DELETE FROM dbo.att_" + name + " WHERE id > 5");
        assertThatThrownBy(() -> process().run(job(name, false))).isInstanceOf(BridgeException.LoadBlocked.class);
        return new StreamId(name, "dbo.att_" + name);
    }

    private void approve(StreamId id) {
        assertThat(store.approve(id, store.stream(id).blocked().orElseThrow(), "ana"))
                .isTrue();
    }
}
