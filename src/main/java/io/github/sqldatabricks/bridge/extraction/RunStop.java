package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.concurrent.CancellationException;

/** Stops all threads of a run at its first failure, whichever has it, and keeps that failure. Thread-safe. */
final class RunStop {

    private final Cancellation signal = new Cancellation();
    private Throwable first;

    /** What an interrupted thread reports: somebody (a shutdown, mostly) wants it to end. */
    static BridgeException interrupted() {
        return new BridgeException.Cancelled(ErrorCode.INTERRUPTED, "The extraction was interrupted.");
    }

    /** Becomes cancelled when the run fails. */
    Cancellation signal() {
        return signal;
    }

    /** Stops the run. Of several failures the first counts; later ones are often its consequence and are kept with it. */
    void fail(Throwable failure) {
        keep(failure);
        signal.cancel("another part of the run has failed");
    }

    private synchronized void keep(Throwable failure) {
        if (first == null) {
            first = failure;
        } else if (first != failure && !(failure instanceof CancellationException)) {
            first.addSuppressed(failure);
        }
    }

    /** @throws BridgeException the first failure, if there was one */
    synchronized void check() {
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof BridgeException failure) {
            throw failure;
        }
        if (first != null) {
            // The message of an exception that nobody foresaw could hold data, so only its kind is told.
            throw new BridgeException.RemotePermanent(
                    ErrorCode.EXTRACTION_FAILED,
                    "The extraction failed in a way that was not foreseen: "
                            + first.getClass().getName() + ".",
                    first);
        }
    }

    /** The work, with any failure of it stopping the run instead of being thrown. */
    Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        };
    }
}
