package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SafeAddress;
import io.github.sqldatabricks.bridge.observe.Runs.EventRuns;
import io.github.sqldatabricks.bridge.observe.Runs.QueryRuns;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** {@link Lineage} as OpenLineage's run events; each attempt is a run. Thread-safe. */
@ApplicationScoped
public class OpenLineage implements Lineage {

    private static final Logger LOG = Logger.getLogger(OpenLineage.class);

    private final boolean off;
    private final LineageSender sender;
    private final QueryRuns queries;
    private final EventRuns events;

    public OpenLineage(LineageConfig config, LineageSender sender, QueryRuns queries, EventRuns events) {
        this.off = config.url().isEmpty();
        this.sender = sender;
        this.queries = queries;
        this.events = events;
    }

    /**
     * Stops a start whose {@link LineageConfig} would let the key travel unencrypted, or has no queue.
     *
     * @throws IllegalArgumentException naming the setting
     */
    void onStart(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event,
            LineageConfig config,
            MeterRegistry registry) {
        require(config);
        registry.counter(Meters.LINEAGE_SENT);
        registry.counter(Meters.LINEAGE_LOST);
    }

    static void require(LineageConfig config) {
        if (config.url().isPresent() && !SafeAddress.is(config.url().get())) {
            throw new IllegalArgumentException(
                    "Expected bridge.lineage.url with https (http only for this machine). Correct it.");
        }
        if (config.queueCapacity() < 1) {
            throw new IllegalArgumentException(
                    "Expected bridge.lineage.queue-capacity of 1 or more, but it is " + config.queueCapacity() + ".");
        }
    }

    @Override
    public QueryOutcome follow(QueryAttempt attempt, Supplier<QueryOutcome> work) {
        return follow(queries, attempt, work);
    }

    @Override
    public EventOutcome follow(Claim claim, Supplier<EventOutcome> work) {
        return follow(events, claim, work);
    }

    private <A, O> O follow(Runs<A, O> runs, A attempt, Supplier<O> work) {
        if (off) {
            return work.get();
        }
        tell(() -> runs.started(attempt));
        try {
            O outcome = work.get();
            tell(() -> runs.ended(attempt, outcome));
            return outcome;
        } catch (BridgeException.Cancelled e) {
            tell(() -> runs.aborted(attempt));
            throw e;
        } catch (RuntimeException | Error e) {
            tell(() -> runs.failed(attempt, code(e)));
            throw e;
        }
    }

    /** Whatever is wrong with the telling must not harm the work. */
    private void tell(Supplier<LineageEvent> event) {
        try {
            sender.send(event.get());
        } catch (RuntimeException e) {
            LOG.debugf("A lineage event can't be made: %s", e.getClass().getName());
        }
    }

    private static String code(Throwable error) {
        return error instanceof BridgeException known ? known.code() : ErrorCode.INTERNAL_ERROR.text();
    }
}
