package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession;
import java.util.Optional;

/**
 * The right of one worker to apply an event, as long as it renews it. At most one claim is alive for each target table.
 *
 * @param stored the event as it was when it was claimed, its status {@link EventStatus#PROCESSING}
 * @param fence grows with every claim of the event, at least 1
 * @param worker who has it
 * @param reclaims how many workers died while they had the event
 * @param reclaimed whether the last of them died just before this claim
 * @param unsettled whether an earlier attempt may have committed, or still may: nobody knows how it ended, and the ledger was
 *     not asked since
 * @param targetKey the {@link TargetIdentity#key} of the table that it keeps others from; empty when the server could not be asked
 */
public record Claim(
        StoredEvent stored,
        long fence,
        String worker,
        int reclaims,
        boolean reclaimed,
        boolean unsettled,
        Optional<String> targetKey) {

    /** What is asked for. */
    public SyncEvent event() {
        return stored.event();
    }

    /** The event's id. */
    public EventId id() {
        return stored.id();
    }

    /** This attempt, as the ledger knows it. */
    public TargetSession.Attempt attempt() {
        return new TargetSession.Attempt(id(), event().contentHash(), fence);
    }
}
