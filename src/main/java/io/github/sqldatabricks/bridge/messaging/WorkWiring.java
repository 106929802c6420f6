package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.event.EventHandler;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.job.QueryHandler;
import io.github.sqldatabricks.bridge.job.RunningQuery;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.run.PartHandler;
import io.github.sqldatabricks.bridge.run.PartStore.PartClaim;
import io.github.sqldatabricks.bridge.run.RunningPart;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.github.sqldatabricks.bridge.work.WorkChannel.WorkMessages;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork;
import io.github.sqldatabricks.bridge.work.WorkRunner;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.smallrye.reactivemessaging.runtime.QuarkusWorkerPoolRegistry;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** The kinds of work, each with its channel. */
@Singleton
public class WorkWiring {

    /**
     * Makes the pools at the start. A pool is made for its first message otherwise; when an HTTP request sends that, Vert.x
     * counts the pool as the HTTP server's, and interrupts its work as soon as the server stops, before it is drained. Their
     * sizes are read anew, because a native executable would keep those of its build.
     */
    void makePools(@Observes StartupEvent event, QuarkusWorkerPoolRegistry registry) {
        for (String pool : List.of(WorkChannel.QUERY_POOL, WorkChannel.EVENT_POOL, WorkChannel.PART_POOL)) {
            registry.defineWorker(WorkWiring.class.getName(), pool, pool, false);
            registry.getWorker(pool);
        }
    }

    @Produces
    @Singleton
    @Identifier(WorkChannel.QUERIES)
    WorkChannel queryChannel(
            @Channel(WorkChannel.QUERIES) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    Emitter<WorkChannel.Trigger> emitter,
            WorkMessages messages,
            ExtractionConfig config) {
        return new WorkChannel(emitter, messages, config.concurrency());
    }

    @Produces
    @Singleton
    @Identifier(WorkChannel.EVENTS)
    WorkChannel eventChannel(
            @Channel(WorkChannel.EVENTS) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    Emitter<WorkChannel.Trigger> emitter,
            WorkMessages messages,
            SyncConfig config) {
        return new WorkChannel(emitter, messages, config.concurrency());
    }

    @Produces
    @Singleton
    @Identifier(WorkChannel.PARTS)
    WorkChannel partChannel(
            @Channel(WorkChannel.PARTS) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    Emitter<WorkChannel.Trigger> emitter,
            WorkMessages messages,
            ExtractionConfig config) {
        return new WorkChannel(emitter, messages, config.readersPerServer());
    }

    @Produces
    @Singleton
    WorkRunner<PartClaim, RunningPart> parts(PartHandler handler, @Identifier(WorkChannel.PARTS) WorkChannel channel) {
        return new WorkRunner<>(handler, channel);
    }

    @Produces
    @Singleton
    WorkRunner<Lease, RunningQuery> queries(
            QueryHandler handler, @Identifier(WorkChannel.QUERIES) WorkChannel channel) {
        return new WorkRunner<>(handler, channel);
    }

    @Produces
    @Singleton
    WorkRunner<Claim, RunningWork<Claim>> events(
            EventHandler handler, @Identifier(WorkChannel.EVENTS) WorkChannel channel) {
        return new WorkRunner<>(handler, channel);
    }
}
