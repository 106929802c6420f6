package io.github.sqldatabricks.bridge.lineage;

import io.github.sqldatabricks.bridge.extraction.QueryOutcome;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.ops.Lineage;
import io.github.sqldatabricks.bridge.sync.Claim;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import jakarta.enterprise.context.ApplicationScoped;
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

    @Override
    public QueryOutcome follow(QueryAttempt attempt, Supplier<QueryOutcome> work) {
        if (off) {
            return work.get();
        }
        tell(() -> queries.started(attempt));
        try {
            QueryOutcome outcome = work.get();
            tell(() -> queries.ended(attempt, outcome));
            return outcome;
        } catch (BridgeException.Cancelled e) {
            tell(() -> queries.aborted(attempt));
            throw e;
        } catch (RuntimeException | Error e) {
            tell(() -> queries.failed(attempt, code(e)));
            throw e;
        }
    }

    @Override
    public EventOutcome follow(Claim claim, Supplier<EventOutcome> work) {
        if (off) {
            return work.get();
        }
        tell(() -> events.started(claim));
        try {
            EventOutcome outcome = work.get();
            tell(() -> events.ended(claim, outcome));
            return outcome;
        } catch (BridgeException.Cancelled e) {
            tell(() -> events.aborted(claim));
            throw e;
        } catch (RuntimeException | Error e) {
            tell(() -> events.failed(claim, code(e)));
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
        return error instanceof BridgeException known ? known.code() : "internal-error";
    }
}
