package io.github.sqldatabricks.bridge.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.observe.Webhook;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.run.StreamState.Failure;
import io.github.sqldatabricks.bridge.run.StreamState.Trouble;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells people by the webhook when a stream fails for good, when its target is older than it may be, and when all is well again. What was
 * told is remembered once the receiver has taken it, so that it is told until then, and not lost with this process; two processes may tell
 * the same, under one id.
 */
@ApplicationScoped
public class StreamAlerts {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final Supplier<List<String>> replications;
    private final ReplicationStore store;
    private final Webhook webhook;

    @Inject
    public StreamAlerts(ReplicationLibrary library, ReplicationStore store, Webhook webhook) {
        this(() -> library.replications().stream().map(Replication::name).toList(), store, webhook);
    }

    /** @param replications the names of those that there are now */
    StreamAlerts(Supplier<List<String>> replications, ReplicationStore store, Webhook webhook) {
        this.replications = replications;
        this.store = store;
        this.webhook = webhook;
    }

    void assign(@Observes Duties duties) {
        if (webhook.isConfigured()) {
            duties.every("replication_alerts", BETWEEN_LOOKS, BETWEEN_LOOKS, this::look);
        }
    }

    /** Tells what is to be told now. */
    void look() {
        Instant now = store.now();
        for (String replication : replications.get()) {
            for (StreamState stream : store.streams(replication)) {
                Optional<Trouble> trouble = stream.trouble(now);
                if (!trouble.equals(stream.told()) && isTaken(stream, trouble, now)) {
                    store.told(stream.id(), trouble);
                }
            }
        }
    }

    private boolean isTaken(StreamState stream, Optional<Trouble> trouble, Instant now) {
        String type = "stream." + trouble.map(Trouble::text).orElse("recovered");
        Instant since =
                stream.failure().map(Failure::at).or(stream::currentAsOf).orElse(now);
        return webhook.isTaken(stream.id() + " " + type + " " + since, type, now, data(stream, now));
    }

    /** No messages, which quote servers and so perhaps values. */
    private static ObjectNode data(StreamState stream, Instant now) {
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("replication", stream.id().replication())
                .put("stream", stream.id().stream());
        stream.failure()
                .ifPresent(failure -> data.put("error_code", failure.code())
                        .put("failures", failure.count())
                        .put("failed_at", failure.at().toString()));
        stream.currentAsOf().ifPresent(since -> data.put("current_as_of", since.toString()));
        stream.lag(now).ifPresent(lag -> data.put("lag_seconds", lag.toSeconds()));
        stream.freshFor().ifPresent(age -> data.put("freshness_seconds", age.toSeconds()));
        return data;
    }
}
