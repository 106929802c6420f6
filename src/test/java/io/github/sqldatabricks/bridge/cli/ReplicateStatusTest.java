package io.github.sqldatabricks.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.cli.ReplicateStatusCommand.StatusReport;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StreamOverview.Entry;
import io.github.sqldatabricks.bridge.run.StreamOverview.Overview;
import io.github.sqldatabricks.bridge.run.StreamOverview.Presence;
import io.github.sqldatabricks.bridge.run.StreamState;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code bridge replicate status} says. Catches a backfill that was stopped and looks like a run. */
class ReplicateStatusTest {

    @Test
    void aStoppedBackfillIsCalledOne() {
        StatusReport report = report(new Block("load", Optional.of("may"), Optional.empty(), 4, 1));
        assertThat(report.text()).contains("a backfill of 1 rows for 4 is blocked");
        assertThat(report.wire().toString()).contains("blocked_backfill=true");
    }

    @Test
    void aStoppedRunIsCalledALoad() {
        StatusReport report = report(new Block("load", Optional.empty(), Optional.empty(), 4, 1));
        assertThat(report.text()).contains("a load of 1 rows for 4 is blocked");
        assertThat(report.wire().toString()).contains("blocked_backfill=false");
    }

    private static StatusReport report(Block block) {
        StreamState never = StreamState.unknown(new StreamId("sandbox", "dbo.orders"));
        StreamState stopped = new StreamState(
                never.id(),
                1,
                Optional.empty(),
                false,
                Optional.of(block),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("horizon"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new StatusReport(
                new ReplicationLibrary(Path.of("config/replications")).find("sandbox"),
                Optional.empty(),
                new Overview(List.of(new Entry(stopped, Presence.ACTIVE)), Optional.empty()),
                Instant.parse("2026-11-30T12:00:00Z"));
    }
}
