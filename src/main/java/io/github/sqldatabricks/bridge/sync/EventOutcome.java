package io.github.sqldatabricks.bridge.sync;

import java.util.Optional;

/** What an attempt to apply an event came to. */
public sealed interface EventOutcome {

    /** The code of what can't end, or be cancelled, before the ledger was asked about an earlier attempt. */
    String UNSETTLED = "attempt-unsettled";

    /** The code of its refusal or failure (docs/errors.md); empty when it was applied. */
    default Optional<String> errorCode() {
        return Optional.empty();
    }

    /**
     * An event that was cancelled before anything was changed.
     *
     * @param by who wanted it
     */
    static EventOutcome cancelled(String by) {
        return new Failed("cancelled", "Cancelled by " + by + ". Nothing was changed.", false);
    }

    /** Whether the event may end with it: nobody has to ask the ledger first. */
    default boolean isSettled() {
        return true;
    }

    /** The same with more to say about why; what was applied says nothing more. */
    default EventOutcome adding(String sentence) {
        return this;
    }

    /**
     * The change is committed.
     *
     * @param counts true counts; those of the first time when it had been applied before
     * @param appliedBefore whether an earlier attempt had committed it already
     * @param warning what the asker should know
     */
    record Applied(ChangeCounts counts, boolean appliedBefore, Optional<String> warning) implements EventOutcome {}

    /**
     * A guard rail refused it, and nothing was changed.
     *
     * @param code stable, docs/errors.md
     * @param message with the counts, where a limit was broken
     */
    record Blocked(String code, String message) implements EventOutcome {
        @Override
        public EventOutcome adding(String sentence) {
            return new Blocked(code, message + sentence);
        }

        @Override
        public Optional<String> errorCode() {
            return Optional.of(code);
        }
    }

    /**
     * It could not be applied.
     *
     * @param code stable, docs/errors.md
     * @param retryable whether another attempt can help
     * @param settled whether nothing was changed, and nothing will be by an attempt up to this one. While nobody knows, the event
     *     can't end: the ledger has to be asked first
     */
    record Failed(String code, String message, boolean retryable, boolean settled) implements EventOutcome {

        /** A failure after which nothing was changed. */
        public Failed(String code, String message, boolean retryable) {
            this(code, message, retryable, true);
        }

        @Override
        public EventOutcome adding(String sentence) {
            return new Failed(code, message + sentence, retryable, settled);
        }

        @Override
        public boolean isSettled() {
            return settled;
        }

        /** Nobody knows whether an attempt has changed the target, or still will. The next look at the ledger can tell. */
        public static Failed unsettled(String message) {
            return new Failed(UNSETTLED, message, true, false);
        }

        @Override
        public Optional<String> errorCode() {
            return Optional.of(code);
        }
    }
}
