package io.github.sqldatabricks.bridge.sync;

/**
 * The right of one worker to apply an event, as long as it renews it. At most one claim is alive for each target table.
 *
 * @param event as it was when it was claimed, its status {@link EventStatus#PROCESSING}
 * @param fence grows with every claim of the event, at least 1
 * @param worker who has it
 * @param takeovers how many workers died while they had the event
 * @param takenOver whether the last of them died before this claim
 */
public record Claim(StoredEvent event, long fence, String worker, int takeovers, boolean takenOver) {

    /** For the ledger. */
    public LedgerTicket ticket() {
        return new LedgerTicket(event.event().id(), event.event().contentHash(), fence);
    }
}
