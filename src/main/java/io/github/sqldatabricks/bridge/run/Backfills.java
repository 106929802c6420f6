package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.Backfill;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.SmallResult;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.replication.plan.StreamRights;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Loads ranges of streams again; how far the streams are stays as it is. Who does it needs the right to operate. Blocking. */
@ApplicationScoped
@Unremovable
public class Backfills {

    /** Whoever asks waits until they are counted. */
    static final int MOST_COUNTED = 20;

    private final ReplicationPlanner planner;
    private final ReplicationRuns runs;
    private final ReplicationStore store;
    private final AccessControl access;
    private final RowSource source;

    public Backfills(
            ReplicationPlanner planner,
            ReplicationRuns runs,
            ReplicationStore store,
            AccessControl access,
            RowSource source) {
        this.planner = planner;
        this.runs = runs;
        this.store = store;
        this.access = access;
        this.source = source;
    }

    /**
     * What a backfill would do.
     *
     * @param rows that the range has at the source now
     */
    public record Preview(ResolvedStream stream, long rows) {

        /** The Delta table. */
        public String target() {
            return stream.load().target().toString();
        }

        /** What the range does to it. */
        public String mode() {
            return stream.load().mode().text();
        }

        /** The statement for the rows, with ? for each value. */
        public String sql() {
            return stream.query().all().sql();
        }
    }

    /**
     * Loads a range again now.
     *
     * @param streams which streams, by names with {@code *}
     * @throws BridgeException.Conflict when it can't be right for one of the streams, naming why; nothing is run then
     * @throws BridgeException as {@link ReplicationRuns#submit}
     */
    public Job submit(
            String replication,
            Optional<String> streams,
            Backfill range,
            Principal principal,
            Optional<IdempotencyKey> key) {
        access.authorizeOperating(principal, replication);
        StreamsRun run = new StreamsRun(replication, streams, false, Optional.of(range));
        return runs.submit(run, () -> plan(replication, streams, range, principal), principal, key);
    }

    /**
     * Says what {@link #submit} would do, and does nothing: counts the rows at the source. Needs the same rights, those to read the sources
     * among them.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-field}) when there are more than {@value #MOST_COUNTED} streams; none is
     *     counted then
     */
    public List<Preview> preview(String replication, Optional<String> streams, Backfill range, Principal principal) {
        List<ResolvedStream> meant = ReplicationRuns.requireReady(plan(replication, streams, range, principal));
        if (meant.size() > MOST_COUNTED) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_FIELD,
                    "Expected at most " + MOST_COUNTED + " streams whose rows are counted, but got " + meant.size()
                            + ": the source counts those of each. Name some of them.");
        }
        return meant.stream()
                .map(stream -> new Preview(stream, count(stream.query().all())))
                .toList();
    }

    private ReplicationPlan plan(String replication, Optional<String> streams, Backfill range, Principal principal) {
        access.authorizeOperating(principal, replication);
        StreamRights rights = StreamRights.of(access, principal);
        ReplicationPlan plan = planner.plan(replication, streams, Optional.of(range), rights, Instant.now());
        ReplicationRuns.requireReady(plan)
                .forEach(stream -> requireLoaded(
                        store.stream(new StreamId(replication, stream.name().value()))));
        return plan;
    }

    /** @throws BridgeException.Conflict ({@code replication-not-ready}) when all rows come with the next run anyway */
    static void requireLoaded(StreamState stream) {
        if (stream.load().isEmpty() || stream.reset()) {
            throw new BridgeException.Conflict(
                    ErrorCode.REPLICATION_NOT_READY,
                    "Expected a stream that was loaded before a range of it is loaded again, but " + stream.id()
                            + (stream.reset() ? " is to be read whole by its next run" : " never was")
                            + ". Nothing was run. Run it instead.");
        }
    }

    private long count(RowQuery rows) {
        RowQuery count = new RowQuery(
                rows.country(),
                rows.name(),
                "SELECT COUNT_BIG(*) AS bridge_rows FROM (\n" + rows.sql() + "\n) AS bridge_source",
                rows.parameters(),
                OptionalLong.empty(),
                Map.of());
        return Long.parseLong(SmallResult.read(source, count, new Cancellation())
                .get(0)
                .get(0)
                .orElseThrow());
    }
}
