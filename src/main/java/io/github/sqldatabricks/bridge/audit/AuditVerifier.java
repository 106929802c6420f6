package io.github.sqldatabricks.bridge.audit;

import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Walks the chain from its oldest record to its head, a page at a time, and finds the first place where it was changed: a
 * gap, an edit, an insertion, another order, a removed beginning or end. Used once, by one thread.
 */
public final class AuditVerifier {

    private static final int PAGE = 1000;
    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private final AuditStore store;
    private final AuditChain chain;
    private final Optional<AuditPosition> expected;

    /** @param expected a checkpoint that the chain has to go through; finds a removed end that the head does not show */
    public AuditVerifier(AuditStore store, AuditChain chain, Optional<AuditPosition> expected) {
        this.store = store;
        this.chain = chain;
        this.expected = expected;
    }

    /**
     * Looks at all records that are there now, however long it takes; those that arrive meanwhile are not waited for.
     *
     * @throws BridgeException when the store can't be used
     * @throws BridgeException.InvalidRequest when the checkpoint is of a record that retention has removed
     */
    public Result verify() {
        return verify(NO_LIMIT);
    }

    /** The same, but begins no page of records after so long a time: then the result is {@link Result.Unfinished}. */
    public Result verify(Duration atMost) {
        return verifyUntil(System.nanoTime() + atMost.toNanos());
    }

    private Result verifyUntil(long deadline) {
        AuditPosition anchor = store.anchor();
        AuditPosition head = store.head();
        expected.ifPresent(checkpoint -> requireKept(checkpoint, anchor));
        Result result = walk(anchor, head, deadline);
        boolean prunedMeanwhile = result instanceof Result.Broken && !anchor.equals(store.anchor());
        return prunedMeanwhile ? verifyUntil(deadline) : result;
    }

    private Result walk(AuditPosition anchor, AuditPosition head, long deadline) {
        AuditPosition last = anchor;
        boolean removalTold = anchor.equals(AuditPosition.START);
        while (last.sequence() < head.sequence()) {
            if (System.nanoTime() - deadline > 0) {
                return new Result.Unfinished(last.sequence() - anchor.sequence(), last);
            }
            List<AuditRecord> page = store.after(last.sequence(), PAGE);
            if (page.isEmpty()) {
                return broken(last.sequence() + 1, "The records up to " + head.sequence() + " are missing.");
            }
            for (AuditRecord stored : page) {
                Optional<Result> fault = fault(last, stored, head);
                if (fault.isPresent()) {
                    return fault.get();
                }
                removalTold |= stored.entry().tellsOfRemoval(anchor);
                last = stored.position();
            }
        }
        return end(anchor, last, removalTold);
    }

    private Optional<Result> fault(AuditPosition last, AuditRecord stored, AuditPosition head) {
        long sequence = last.sequence() + 1;
        if (stored.sequence() != sequence) {
            return Optional.of(broken(sequence, "The record is missing; the next one is " + stored.sequence() + "."));
        }
        if (!stored.previousHash().equals(last.hash())) {
            return Optional.of(broken(sequence, "The record does not follow the one before it."));
        }
        if (!chain.isGenuine(stored)) {
            return Optional.of(broken(sequence, "The record was changed, or the key (bridge.audit.key) is another."));
        }
        if (contradicts(head, stored)) {
            return Optional.of(broken(sequence, "The record is not the one that the table's head names."));
        }
        return expected.filter(checkpoint -> contradicts(checkpoint, stored))
                .map(checkpoint ->
                        broken(sequence, "The record is not that of the checkpoint: the chain was made anew."));
    }

    private static boolean contradicts(AuditPosition known, AuditRecord stored) {
        return known.sequence() == stored.sequence() && !known.equals(stored.position());
    }

    private Result end(AuditPosition anchor, AuditPosition last, boolean removalTold) {
        if (expected.isPresent() && expected.get().sequence() > last.sequence()) {
            return broken(
                    last.sequence() + 1,
                    "The records up to the checkpoint " + expected.get().sequence() + " are missing.");
        }
        if (!removalTold) {
            return broken(anchor.sequence(), "The records up to here were removed, and no record says by retention.");
        }
        if (last.equals(AuditPosition.START)) {
            return new Result.Empty();
        }
        return new Result.Intact(last.sequence() - anchor.sequence(), last);
    }

    private static Result broken(long sequence, String reason) {
        return new Result.Broken(sequence, reason);
    }

    private static void requireKept(AuditPosition checkpoint, AuditPosition anchor) {
        if (checkpoint.sequence() <= anchor.sequence()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.CHECKPOINT_TOO_OLD,
                    "Expected a checkpoint of a record that is kept, after " + anchor.sequence() + ", but got "
                            + checkpoint.sequence() + ". Take a later one.");
        }
    }

    /** What became of a look at the whole chain. */
    public sealed interface Result {

        /**
         * Every record is as it was written, and none is missing.
         *
         * @param records how many are there
         * @param last the last of them
         */
        record Intact(long records, AuditPosition last) implements Result {}

        /**
         * The time was over before the end; so far every record is as it was written.
         *
         * @param records how many
         * @param last the last of them
         */
        record Unfinished(long records, AuditPosition last) implements Result {}

        /** There has never been a record: nothing was verified, and perhaps it is not the database that was meant. */
        record Empty() implements Result {}

        /**
         * The table was changed by other means.
         *
         * @param sequence the first record that is wrong or missing
         * @param reason for people
         */
        record Broken(long sequence, String reason) implements Result {}
    }
}
