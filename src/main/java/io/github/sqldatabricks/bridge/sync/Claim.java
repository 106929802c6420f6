package io.github.sqldatabricks.bridge.sync;

import java.util.Optional;

/**
 * The right of one worker to apply an event, as long as it renews it. At most one claim is alive for each target table.
 *
 * @param event as it was when it was claimed, its status {@link EventStatus#PROCESSING}
 * @param fence grows with every claim of the event, at least 1
 * @param worker who has it
 * @param takeovers how many workers died while they had the event
 * @param takenOver whether the last of them died before this claim
 * @param unsettled whether an earlier attempt may have committed, or still may: nobody knows how it ended, and the ledger was
 *     not asked since
 * @param targetKey the {@link TargetIdentity#key} of the table that it keeps others from; empty when the server could not be asked
 */
public record Claim(
        StoredEvent event,
        long fence,
        String worker,
        int takeovers,
        boolean takenOver,
        boolean unsettled,
        Optional<String> targetKey) {

    /** For the ledger. */
    public LedgerTicket ticket() {
        return new LedgerTicket(event.event().id(), event.event().contentHash(), fence);
    }
}
