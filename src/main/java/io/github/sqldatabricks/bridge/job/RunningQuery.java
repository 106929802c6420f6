package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.ExtractionProgress;
import io.github.sqldatabricks.bridge.job.JobStore.LeaseStore.QueryClaim;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork;
import java.time.Duration;
import java.util.Optional;

/** A query that runs in this process: how far it is, and how to stop it. Thread-safe. */
public final class RunningQuery extends RunningWork<Lease> implements ExtractionProgress {

    private final Job job;
    private final InterruptibleWait betweenAttempts = new InterruptibleWait();
    private volatile int attempts;
    private volatile boolean done;
    private volatile Optional<RowSchema> schema = Optional.empty();
    private volatile long rows;
    private volatile Optional<Long> estimatedRows = Optional.empty();
    private volatile long bytes;
    private volatile long attemptStarted = System.nanoTime();
    private volatile long attemptEnded;

    public RunningQuery(QueryClaim claim) {
        super(claim.lease());
        this.job = claim.job();
        this.attempts = job.query(claim.lease().query()).progress().attempts();
        cancellation().onCancel(betweenAttempts::end);
    }

    /** The query's job, as it was when the query was claimed. */
    public Job job() {
        return job;
    }

    /** Does what is to be done once however often the query is tried, such as to look whether it may run. */
    public void once(Runnable work) {
        if (!done) {
            work.run();
            done = true;
        }
    }

    /** Its name. */
    public QueryName query() {
        return claim().query();
    }

    /** The wait between two attempts; it ends when the query is stopped. */
    InterruptibleWait betweenAttempts() {
        return betweenAttempts;
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
    public Optional<RowSchema> schema() {
        return schema;
    }

    @Override
    public void bytesWritten(long bytesSoFar) {
        bytes = bytesSoFar;
    }

    /** How far it is. */
    public Progress progress() {
        long until = attemptEnded == 0 ? System.nanoTime() : attemptEnded;
        return new Progress(attempts, rows, bytes, Duration.ofNanos(until - attemptStarted), estimatedRows);
    }

    /**
     * The wait of a thread between two attempts, which another thread can end. An interrupt only ever hits the wait itself,
     * never the attempt before or after it, where it could break a driver's connection in odd ways. Thread-safe.
     */
    static final class InterruptibleWait {

        private Thread waiting;
        private boolean ended;

        /** The calling thread is going to wait. */
        synchronized void begins() {
            waiting = Thread.currentThread();
            if (ended) {
                waiting.interrupt();
            }
        }

        /** The calling thread goes on; an interrupt that came too late for the wait is forgotten. */
        synchronized void over() {
            if (waiting != null) {
                waiting = null;
                Thread.interrupted();
            }
        }

        /** Ends the wait, and all later ones. */
        synchronized void end() {
            ended = true;
            if (waiting != null) {
                waiting.interrupt();
            }
        }
    }
}
