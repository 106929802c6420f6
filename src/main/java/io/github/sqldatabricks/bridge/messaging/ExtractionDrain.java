package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.job.JobTracker;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Ends extraction: queries that wait, and queries that run. */
@ApplicationScoped
public class ExtractionDrain implements Drainable {

    private final JobTracker tracker;
    private final WorkPublisher publisher;
    private final RunningQueries running;
    private final Heartbeat heartbeat;

    public ExtractionDrain(JobTracker tracker, WorkPublisher publisher, RunningQueries running, Heartbeat heartbeat) {
        this.tracker = tracker;
        this.publisher = publisher;
        this.running = running;
        this.heartbeat = heartbeat;
    }

    @Override
    public String name() {
        return "queries";
    }

    @Override
    public String pool() {
        return Channels.EXTRACTION_POOL;
    }

    @Override
    public void close() {
        tracker.release(publisher.close());
    }

    @Override
    public int running() {
        return running.size();
    }

    @Override
    public boolean awaitNone(Duration atMost) throws InterruptedException {
        return running.awaitNone(atMost);
    }

    @Override
    public void beat() {
        heartbeat.beat();
    }

    @Override
    public void stopAll() {
        running.stopAll(RunningQuery.Stop.DRAINED);
    }
}
