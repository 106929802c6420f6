package io.github.sqldatabricks.bridge.operator;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ExponentialBackoff;
import io.github.sqldatabricks.bridge.operator.connection.NamedSettings;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Applies events, with retries as the service makes them. Thread-safe. */
final class EventRunner {

    /** All settings that are read here. */
    static final List<String> NAMES = List.of("max-retries", "retry-delay");

    private static final Logger LOG = Logger.getLogger(EventRunner.class);

    private static final long DEFAULT_RETRIES = 3;
    private static final long MOST_RETRIES = 100;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /**
     * Of every attempt: nobody hands claims out here. Two attempts at one event that run at once can both begin then; the ledger's
     * row lets one of them commit.
     */
    private static final long FENCE = 1;

    private final SyncService service;
    private final long maxRetries;
    private final ExponentialBackoff backoff;
    private final Set<Cancellation> running;

    /** @throws BridgeException.InvalidRequest ({@code invalid-setting}) when a setting is not valid */
    EventRunner(SyncService service, NamedSettings settings) {
        this(
                service,
                settings.number("max-retries", 0, MOST_RETRIES).orElse(DEFAULT_RETRIES),
                new ExponentialBackoff(settings.seconds("retry-delay", Duration.ofSeconds(5)), LONGEST_WAIT),
                ConcurrentHashMap.newKeySet());
    }

    private EventRunner(SyncService service, long maxRetries, ExponentialBackoff backoff, Set<Cancellation> running) {
        this.service = service;
        this.maxRetries = maxRetries;
        this.backoff = backoff;
        this.running = running;
    }

    /** The same for another service; {@link #cancel} of either ends what runs in both. */
    EventRunner with(SyncService other) {
        return new EventRunner(other, maxRetries, backoff, running);
    }

    /** See {@link SqlServerOperator#sync}. */
    Map<String, Object> sync(SyncEvent event) {
        return EventMaps.outcome(event, cancellable(cancellation -> attempts(event, cancellation)));
    }

    /** See {@link SqlServerOperator#dryRun}. */
    Map<String, Object> dryRun(SyncEvent event) {
        return EventMaps.dryRun(event, cancellable(cancellation -> service.dryRun(event, cancellation)));
    }

    /** Cancels all that runs. */
    void cancel() {
        running.forEach(cancellation -> cancellation.cancel("The operator was cancelled."));
    }

    private <R> R cancellable(Function<Cancellation, R> work) {
        Cancellation cancellation = new Cancellation();
        running.add(cancellation);
        try {
            return work.apply(cancellation);
        } finally {
            running.remove(cancellation);
        }
    }

    private EventOutcome attempts(SyncEvent event, Cancellation cancellation) {
        for (int attempt = 1; ; attempt++) {
            EventOutcome outcome = service.apply(claim(event, attempt), cancellation);
            if (attempt > maxRetries || !(outcome instanceof EventOutcome.Failed failed) || !failed.retryable()) {
                return outcome;
            }
            LOG.infof(
                    "Attempt failed and is repeated: event=%s attempt=%d error=%s", event.id(), attempt, failed.code());
            cancellation.pause(backoff.after(attempt));
        }
    }

    private static Claim claim(SyncEvent event, int attempt) {
        StoredEvent stored = new StoredEvent(
                event,
                EventStatus.PROCESSING,
                attempt,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                event.createdAt(),
                Optional.empty(),
                Optional.empty(),
                1,
                true,
                Optional.empty());
        return new Claim(stored, FENCE, "operator", 0, false, false, Optional.empty());
    }
}
