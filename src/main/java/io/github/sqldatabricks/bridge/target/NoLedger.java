package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.sync.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.LedgerTicket;
import java.util.Optional;

/** Remembers nothing: an event whose process died between commit and report is applied again. */
public final class NoLedger implements Ledger {

    @Override
    public boolean isKept() {
        return false;
    }

    @Override
    public void require(TargetConnection connection) {
        // There is nothing to make.
    }

    @Override
    public Optional<ChangeCounts> beginAttempt(TargetConnection connection, LedgerTicket ticket) {
        return Optional.empty();
    }

    @Override
    public void lock(TargetConnection connection, LedgerTicket ticket) {
        // Nobody else is kept away.
    }

    @Override
    public void applied(TargetConnection connection, LedgerTicket ticket, ChangeCounts counts) {
        // Nobody will ask.
    }
}
