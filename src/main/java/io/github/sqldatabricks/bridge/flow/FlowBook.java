package io.github.sqldatabricks.bridge.flow;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.flow.FlowCounter.Amount;
import io.github.sqldatabricks.bridge.flow.FlowCounter.Direction;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.work.GracefulDrain.DrainListener;
import io.github.sqldatabricks.bridge.work.ThisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/** Writes down what this process has moved, once a minute, and forgets what is old. */
@ApplicationScoped
public class FlowBook implements DrainListener {

    private static final Logger LOG = Logger.getLogger(FlowBook.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_PRUNES = Duration.ofHours(1);

    private final FlowCounter counter;
    private final FlowStore store;

    public FlowBook(FlowCounter counter, FlowStore store) {
        this.counter = counter;
        this.store = store;
    }

    void assign(@Observes Duties duties) {
        duties.every("flow_note", MINUTE, MINUTE, this::note);
        duties.every("flow_prune", MINUTE, BETWEEN_PRUNES, this::prune);
    }

    /** What can't be written is written with the next minute's. */
    void note() {
        Map<Direction, Amount> moved = counter.take();
        if (moved.isEmpty()) {
            return;
        }
        try {
            store.add(ThisProcess.name(), moved);
        } catch (BridgeException e) {
            moved.forEach(counter::add);
            LOG.warnf("What has moved can't be written down: %s", e.getMessage());
        }
    }

    void prune() {
        try {
            LOG.debugf("%d old minutes of the flow deleted", store.prune());
        } catch (BridgeException e) {
            LOG.warnf("Old minutes of the flow can't be deleted: %s", e.getMessage());
        }
    }

    @Override
    public void drained() {
        note();
    }
}
