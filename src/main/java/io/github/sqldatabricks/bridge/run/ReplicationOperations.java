package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditEvent.AuditDetails;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.run.ReplicationStore.Pause;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StreamOverview.Entry;
import io.github.sqldatabricks.bridge.run.StreamOverview.Overview;
import io.github.sqldatabricks.bridge.run.StreamOverview.Presence;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Changes what is known of replications between their runs, for those who may operate them; each attempt is in the audit trail, whoever
 * asks and from where. Thread-safe, blocking.
 */
@ApplicationScoped
@Unremovable
public class ReplicationOperations {

    private final ReplicationLibrary library;
    private final ReplicationStore store;
    private final StreamOverview overview;
    private final StreamPositions positions;
    private final AccessControl access;
    private final AuditTrail trail;

    public ReplicationOperations(
            ReplicationLibrary library,
            ReplicationStore store,
            StreamOverview overview,
            StreamPositions positions,
            AccessControl access,
            AuditTrail trail) {
        this.library = library;
        this.store = store;
        this.overview = overview;
        this.positions = positions;
        this.access = access;
        this.trail = trail;
    }

    /**
     * Keeps a replication from running by its schedule.
     *
     * @return who does so, and since when: the first one who asked
     * @throws BridgeException.NotFound when there is no such replication
     * @throws BridgeException.NotAllowed when the principal may not operate it
     */
    public Pause pause(String replication, Principal principal) {
        return operated(replication, "pause", Optional.empty(), principal, () -> {
            store.pause(replication, principal.name());
            return store.paused(replication).orElseThrow();
        });
    }

    /**
     * Lets it run by its schedule again; see {@link #pause}.
     *
     * @return false when nobody kept it from that
     */
    public boolean resume(String replication, Principal principal) {
        return operated(replication, "resume", Optional.empty(), principal, () -> store.resume(replication));
    }

    /**
     * Has a stream's next run read all rows.
     *
     * @return what is known of it now
     * @throws BridgeException.NotFound when there is no such replication, or no run had the stream
     * @throws BridgeException.NotAllowed when the principal may not operate it
     */
    public StreamState reset(StreamId stream, Principal principal) {
        return operated(stream, "reset", principal, () -> store.reset(known(stream)));
    }

    /**
     * As {@link #reset(StreamId, Principal)}, but only in the generation that the caller has seen, if any.
     *
     * @throws BridgeException.Conflict ({@code state-changed}) when it is another one
     */
    public StreamState reset(StreamId stream, OptionalLong seen, Principal principal) {
        if (seen.isEmpty()) {
            return reset(stream, principal);
        }
        return operated(stream, "reset", principal, () -> {
            requireGeneration(seen.getAsLong(), store.stream(known(stream)));
            if (!store.reset(stream, seen.getAsLong())) {
                throw StreamPositions.changedMeanwhile(stream);
            }
        });
    }

    /** What is known of a stream, with its position; see {@link #reset(StreamId, Principal)} for what is thrown. */
    public StreamState stream(StreamId stream, Principal principal) {
        requireOperating(stream.replication(), principal);
        return store.stream(known(stream));
    }

    /** How far a stream is, to be kept; see {@link StreamPositions#export}. */
    public StateDocument state(StreamId stream, Principal principal) {
        return positions.export(stream(stream, principal));
    }

    /**
     * Puts a position in; see {@link StreamPositions#put}.
     *
     * @param document the JSON of {@link StateDocument}
     * @param seen the generation that the caller has seen; asked for when the caller may do it
     */
    public StreamState restore(StreamId stream, String document, LongSupplier seen, Principal principal) {
        StateDocument wanted = StateDocument.read(document);
        return operated(stream, "import", principal, () -> {
            StreamState now = store.stream(known(stream));
            requireGeneration(seen.getAsLong(), now);
            positions.put(now, wanted);
        });
    }

    private static void requireGeneration(long seen, StreamState now) {
        if (now.generation() != seen) {
            throw StreamPositions.changed("Expected the stream " + now.id() + " in generation " + seen
                    + ", but it is in " + now.generation());
        }
    }

    /**
     * Lets a load pass that was stopped by its limits: one, which takes no more rows away than that one.
     *
     * @param seen the id of the load that the caller has seen to be stopped; empty for the one that is
     * @return the stream with the load that was approved, which a run may have ended meanwhile
     * @throws BridgeException.Conflict ({@code nothing-blocked}) when there is none; ({@code state-changed}) when it is another one
     * @throws BridgeException as {@link #reset}
     */
    public StreamState approve(StreamId stream, Optional<String> seen, Principal principal) {
        AuditDetails.Builder asked = details(Optional.of(stream.stream()));
        seen.ifPresent(load -> asked.put("load", load));
        AuditEvent event = event(stream.replication(), "approve", asked.build(), principal);
        return trail.around(event, () -> approved(stream, seen, principal), ReplicationOperations::withApproved);
    }

    private StreamState approved(StreamId stream, Optional<String> seen, Principal principal) {
        requireOperating(stream.replication(), principal);
        StreamState state = store.stream(known(stream));
        Block block = state.blocked().orElseThrow(() -> nothingBlocked(stream));
        requireSeen(stream, seen.orElse(block.load()), block);
        if (!store.approve(stream, block, principal.name())) {
            throw StreamPositions.changedMeanwhile(stream);
        }
        return state.approved(Optional.of(principal.name()));
    }

    /** Which load may pass, and how many rows it may take away: by that alone an auditor can tell what was allowed. */
    private static AuditEvent withApproved(AuditEvent event, StreamState approved) {
        Block block = approved.blocked().orElseThrow();
        return event.with(details(Optional.of(approved.id().stream()))
                .put("load", block.load())
                .put("backfill", block.range().isPresent())
                .put("rows_before", block.rowsBefore())
                .put("rows_after", block.rowsAfter())
                .put("rows_gone", block.rowsGone())
                .build());
    }

    private static void requireSeen(StreamId stream, String seen, Block block) {
        if (!seen.equals(block.load())) {
            throw StreamPositions.changed("Expected load " + seen + " of " + stream + " to be blocked, but it is "
                    + block.load() + ", which has " + block.rowsAfter() + " rows for " + block.rowsBefore());
        }
    }

    private static BridgeException nothingBlocked(StreamId stream) {
        return new BridgeException.Conflict(
                ErrorCode.NOTHING_BLOCKED,
                "Expected a load of " + stream
                        + " that its limits have stopped, but there is none. Nothing was approved.");
    }

    /**
     * Forgets a stream that the replication's file does not mean any more. Its table stays as it is, and so does its state in Delta.
     *
     * @throws BridgeException.Conflict ({@code stream-in-use}) when the file means it, or nobody can tell
     * @throws BridgeException as {@link #reset}
     */
    public void forget(StreamId stream, Principal principal) {
        operated(stream, "forget", principal, () -> {
            requireGone(known(stream));
            store.forget(stream);
        });
    }

    /**
     * Forgets a replication that has no file any more, such as after a change of its name.
     *
     * @throws BridgeException.Conflict ({@code stream-in-use}) when there is a file
     * @throws BridgeException.NotAllowed when the principal may not operate it
     */
    public void forget(String replication, Principal principal) {
        trail.around(event(replication, "forget", AuditDetails.NONE, principal), () -> {
            access.authorizeOperating(principal, replication);
            if (library.replications().stream().map(Replication::name).anyMatch(replication::equals)) {
                throw inUse("Expected a replication without a file, but " + replication
                        + " has one. Name one of its streams, or remove the file first.");
            }
            store.forget(replication);
            return replication;
        });
    }

    private StreamId known(StreamId stream) {
        if (store.streams(stream.replication()).stream().map(StreamState::id).noneMatch(stream::equals)) {
            throw new BridgeException.NotFound(
                    ErrorCode.UNKNOWN_STREAM,
                    "Nothing is known of a stream " + stream.stream() + " of " + stream.replication()
                            + ": no run had it. Its status lists the streams.");
        }
        return stream;
    }

    private void requireGone(StreamId stream) {
        Overview all = overview.of(stream.replication());
        Presence presence = all.find(stream.stream()).map(Entry::presence).orElse(Presence.GONE);
        if (presence != Presence.GONE) {
            throw inUse("Expected a stream that its replication's file does not mean any more, but "
                    + all.obstacle()
                            .map(why -> "nobody can tell what it means now: " + why)
                            .orElse("the file means " + stream.stream() + ". Take it out of the file first."));
        }
    }

    private static BridgeException inUse(String message) {
        return new BridgeException.Conflict(ErrorCode.STREAM_IN_USE, message);
    }

    private StreamState operated(StreamId stream, String action, Principal principal, Runnable change) {
        return operated(stream.replication(), action, Optional.of(stream.stream()), principal, () -> {
            change.run();
            return store.stream(stream);
        });
    }

    /** Names are no secret: everybody may list them. */
    private <T> T operated(
            String replication, String action, Optional<String> stream, Principal principal, Supplier<T> work) {
        AuditEvent event = event(replication, action, details(stream).build(), principal);
        return trail.around(event, () -> {
            requireOperating(replication, principal);
            return work.get();
        });
    }

    private void requireOperating(String replication, Principal principal) {
        library.find(replication);
        access.authorizeOperating(principal, replication);
    }

    private static AuditDetails.Builder details(Optional<String> stream) {
        AuditDetails.Builder details = AuditDetails.builder();
        stream.ifPresent(known -> details.put("stream", known));
        return details;
    }

    private static AuditEvent event(String replication, String action, AuditDetails details, Principal principal) {
        return AuditEvent.by(principal.name(), AuditType.REPLICATION_OPERATED, action, "replication:" + replication)
                .with(details);
    }
}
