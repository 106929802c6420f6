package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.job.RunningQuery;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.run.PartStore.PartClaim;
import io.github.sqldatabricks.bridge.run.RunningPart;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork;
import io.github.sqldatabricks.bridge.work.WorkRunner;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The other ends of the channels: threads of the kinds' pools look for work, as many at once as the pools have. */
@ApplicationScoped
public class WorkConsumers {

    private final WorkRunner<Lease, RunningQuery> queries;
    private final WorkRunner<Claim, RunningWork<Claim>> events;
    private final WorkRunner<PartClaim, RunningPart> parts;

    public WorkConsumers(
            WorkRunner<Lease, RunningQuery> queries,
            WorkRunner<Claim, RunningWork<Claim>> events,
            WorkRunner<PartClaim, RunningPart> parts) {
        this.queries = queries;
        this.events = events;
        this.parts = parts;
    }

    /** Runs queries until none waits. */
    @Incoming(WorkChannel.QUERIES)
    @Blocking(value = WorkChannel.QUERY_POOL, ordered = false)
    public void queries(WorkChannel.Trigger trigger) {
        queries.run();
    }

    /** Reads parts for other processes until none can be read. */
    @Incoming(WorkChannel.PARTS)
    @Blocking(value = WorkChannel.PART_POOL, ordered = false)
    public void parts(WorkChannel.Trigger trigger) {
        parts.run();
    }

    /** Applies events until none can be applied. */
    @Incoming(WorkChannel.EVENTS)
    @Blocking(value = WorkChannel.EVENT_POOL, ordered = false)
    public void events(WorkChannel.Trigger trigger) {
        events.run();
    }
}
