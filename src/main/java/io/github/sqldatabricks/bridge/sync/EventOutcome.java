package io.github.sqldatabricks.bridge.sync;

import java.util.Optional;

/** What an attempt to apply an event came to. */
public sealed interface EventOutcome {

    /** The code of its refusal or failure (docs/errors.md); empty when it was applied. */
    default Optional<String> errorCode() {
        return Optional.empty();
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
        public Optional<String> errorCode() {
            return Optional.of(code);
        }
    }

    /**
     * It could not be applied, and nothing was changed.
     *
     * @param code stable, docs/errors.md
     * @param retryable whether another attempt can help
     */
    record Failed(String code, String message, boolean retryable) implements EventOutcome {
        @Override
        public Optional<String> errorCode() {
            return Optional.of(code);
        }
    }
}
