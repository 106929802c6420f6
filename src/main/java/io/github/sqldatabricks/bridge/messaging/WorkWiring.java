package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.event.EventHandler;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.job.QueryHandler;
import io.github.sqldatabricks.bridge.job.RunningQuery;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.sync.Claim;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.work.RunningWork;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.github.sqldatabricks.bridge.work.WorkMessages;
import io.github.sqldatabricks.bridge.work.WorkRunner;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** The kinds of work, each with its channel. */
@Singleton
public class WorkWiring {

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
