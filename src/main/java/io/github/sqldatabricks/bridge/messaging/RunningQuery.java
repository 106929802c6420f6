package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.extraction.ExtractionProgress;
import io.github.sqldatabricks.bridge.job.Holding;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.job.Progress;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.time.Duration;
import java.util.Optional;

/** A query that runs in this process: how far it is, and how to stop it. Thread-safe. */
final class RunningQuery implements ExtractionProgress {

    /** Why a query is stopped. */
    enum Stop {
        /** Somebody cancelled the job. */
        CANCELLED("The job was cancelled."),
        /** Another worker may have the lease: nothing that happens here counts any more. */
        LOST("Another process has taken the query over."),
        /** This process ends: another one takes the query over. */
        DRAINED("The process is stopping.");

        private final String reason;

        Stop(String reason) {
            this.reason = reason;
        }
    }

    private final Lease lease;
    private final Cancellation cancellation = new Cancellation();
    private final BackOff backOff = new BackOff();
    private volatile Stop stop;
    private volatile int attempts;
    private volatile Optional<RowSchema> schema = Optional.empty();
    private volatile long rows;
    private volatile Optional<Long> estimatedRows = Optional.empty();
    private volatile long bytes;
    private volatile long attemptStarted = System.nanoTime();
    private volatile long attemptEnded;

    RunningQuery(Lease lease, int earlierAttempts) {
        this.lease = lease;
        this.attempts = earlierAttempts;
    }

    Lease lease() {
        return lease;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /** The wait between two attempts. */
    BackOff backOff() {
        return backOff;
    }

    /** Another attempt begins from nothing. */
    void attemptBegins() {
        rows = 0;
        bytes = 0;
        attemptStarted = System.nanoTime();
        attemptEnded = 0;
        attempts++;
    }

    /** The attempt has ended, well or badly. */
    void attemptEnds() {
        attemptEnded = System.nanoTime();
    }

    @Override
    public void rowsRead(long rowsSoFar) {
        rows = rowsSoFar;
    }

    @Override
    public void rowsExpected(long rowsInAll) {
        estimatedRows = Optional.of(rowsInAll);
    }

    @Override
    public void columnsKnown(RowSchema columns) {
        schema = Optional.of(columns);
    }

    /** The columns of the rows, once they are known. */
    Optional<RowSchema> schema() {
        return schema;
    }

    @Override
    public void bytesWritten(long bytesSoFar) {
        bytes = bytesSoFar;
    }

    Progress progress() {
        long until = attemptEnded == 0 ? System.nanoTime() : attemptEnded;
        return new Progress(attempts, rows, bytes, Duration.ofNanos(until - attemptStarted), estimatedRows);
    }

    Holding holding() {
        return new Holding(lease, progress());
    }

    /** Stops it, also while it waits for its next attempt. The first reason counts. */
    void stop(Stop why) {
        synchronized (this) {
            if (stop != null) {
                return;
            }
            stop = why;
        }
        cancellation.cancel(why.reason);
        backOff.end();
    }

    /** Why it was stopped; empty when it was not. */
    Optional<Stop> stopped() {
        return Optional.ofNullable(stop);
    }
}
