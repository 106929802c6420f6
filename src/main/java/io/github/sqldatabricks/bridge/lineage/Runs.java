package io.github.sqldatabricks.bridge.lineage;

/**
 * What there is to tell of the runs of one kind of work.
 *
 * @param <A> an attempt at the work
 * @param <O> the attempt's outcome
 */
interface Runs<A, O> {

    /** It begins. */
    LineageEvent started(A attempt);

    /** It came to an outcome, which may be a failure. */
    LineageEvent ended(A attempt, O outcome);

    /**
     * It broke off.
     *
     * @param code of the error, see docs/errors.md
     */
    LineageEvent failed(A attempt, String code);

    /** It was cancelled, or its process stops; another attempt may follow. */
    LineageEvent aborted(A attempt);
}
