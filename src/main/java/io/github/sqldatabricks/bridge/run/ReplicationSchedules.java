package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.config.Schedule;
import io.github.sqldatabricks.bridge.replication.config.Schedule.CatchUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Runs replications when their schedules say so. All processes look; a run is named by its time, so that it is one job whoever asks first.
 * A replication whose last run has not ended waits for its end. Thread-safe.
 */
@ApplicationScoped
public class ReplicationSchedules {

    private static final Logger LOG = Logger.getLogger(ReplicationSchedules.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    /** What is found later than this was missed. */
    private static final Duration PUNCTUAL = Duration.ofMinutes(1);

    private final ReplicationLibrary library;
    private final ReplicationStore store;
    private final ReplicationRuns runs;

    public ReplicationSchedules(ReplicationLibrary library, ReplicationStore store, ReplicationRuns runs) {
        this.library = library;
        this.store = store;
        this.runs = runs;
    }

    void assign(@Observes Duties duties) {
        duties.every("replication_schedules", BETWEEN_LOOKS, BETWEEN_LOOKS, this::look);
    }

    /** Runs what is due. One that can't be run keeps no other one from it. */
    void look() {
        for (Replication replication : library.replications()) {
            if (replication.schedule().isPresent()) {
                try {
                    look(replication, replication.schedule().get());
                } catch (BridgeException e) {
                    LOG.warnf(
                            "A schedule can't be followed now: replication=%s: %s", replication.name(), e.getMessage());
                }
            }
        }
    }

    private void look(Replication replication, Schedule schedule) {
        Instant now = store.now();
        Optional<Instant> done = store.doneUntil(replication.name());
        if (done.isEmpty()) {
            // It counts from now on, not from the beginning of time.
            store.doneUntil(replication.name(), now, Map.of());
            return;
        }
        Optional<Instant> due = due(schedule, done.get(), now);
        if (due.isPresent() && store.paused(replication.name()).isEmpty()) {
            runs.scheduled(replication, due.get());
        }
    }

    /**
     * The time that is to be run now.
     *
     * @param done all times up to this one are done with
     */
    static Optional<Instant> due(Schedule schedule, Instant done, Instant now) {
        Instant oldest =
                schedule.catchUp() == CatchUp.LATEST || now.minus(PUNCTUAL).isBefore(done) ? done : now.minus(PUNCTUAL);
        return schedule.last(now.plusMillis(1)).filter(time -> time.isAfter(oldest));
    }
}
