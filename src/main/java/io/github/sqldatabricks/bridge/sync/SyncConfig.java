package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.sync.ChangeLimits.CascadePolicy;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.TriggerPolicy;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** How event sync runs: where events come from, how many at once, and how much one may change. */
@ConfigMapping(prefix = "bridge.sync")
public interface SyncConfig {

    /**
     * {@code exactly-once}: the bridge's ledger stands in the target's database. {@code at-least-once}: there is none, and
     * an event whose process died at the wrong moment is applied twice; for servers where the bridge may own no table.
     */
    @WithDefault("exactly-once")
    Delivery delivery();

    /** Events that are applied at once in this process, never two to one table. 1 to 64. */
    @WithDefault("2")
    @Min(1)
    @Max(64)
    int concurrency();

    /** Events that may wait; a request beyond is answered 503, the poller leaves the rest where it is. At least 1. */
    @WithDefault("1000")
    @Min(1)
    int queueCapacity();

    /** Attempts after the first, for transient failures of an event that names no number itself. 0 to 100. */
    @WithDefault("3")
    @Min(0)
    @Max(100)
    int maxRetries();

    /** The wait before the first retry; it doubles each time, with jitter, up to five minutes. 0 seconds to 5 minutes. */
    @WithDefault("5s")
    Duration retryDelay();

    /**
     * After how long an event is taken over from a process that gives no sign of life. From twice {@link #heartbeat} to
     * 1 day.
     */
    @WithDefault("30s")
    Duration lease();

    /** How many processes may die while they apply an event before it fails; a retry begins again. 1 to 100. */
    @WithDefault("5")
    @Min(1)
    @Max(100)
    int maxTakeovers();

    /** How often a process says that it is alive. 1 second to 1 hour. */
    @WithDefault("5s")
    Duration heartbeat();

    /** How often waiting events are looked for that no message told of. 1 second to 1 hour. */
    @WithDefault("2s")
    Duration sweep();

    /**
     * How long a request with process_immediately waits for the outcome before it is answered 202. 0 seconds to 1 hour.
     */
    @WithDefault("30s")
    Duration immediateTimeout();

    /** How long ended events are kept. 1 second to 3650 days. */
    @WithDefault("30D")
    Duration retention();

    /** The most rows that one event may change; a user's own limit may be lower. Default: no limit. */
    Optional<Long> maxChangedRows();

    /** The most rows that one event may update or delete, in percent of the table's; 0 to 100. Default: no limit. */
    Optional<Double> maxChangedPercent();

    /**
     * Rows that foreign keys change together with an event's (ON DELETE, ON UPDATE). {@code count}: they count against all
     * limits, and the outcome says how many there were. {@code refuse}: such an event is rolled back. {@code allow}: nobody
     * looks. An event's metadata.cascade can be stricter, never laxer.
     */
    @WithDefault("count")
    CascadePolicy cascade();

    /**
     * Triggers of the target, whose rows SQL Server does not count. {@code warn}: the outcome names them. {@code refuse}: an event
     * that would fire one is refused. {@code allow}: nothing is said.
     */
    @WithDefault("warn")
    TriggerPolicy triggers();

    /** The user of the permissions file for whom events inserted into the events table act. Default: nobody, they are blocked. */
    Optional<String> eventsUser();

    /** Reads the events table. */
    Poller poller();

    /** Writes statuses into the events table. */
    Mirror mirror();

    /** What is promised when a process dies. */
    enum Delivery {
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    /** Reads the events table. */
    interface Poller {

        /** Whether the events table is read at all. Each look keeps the SQL warehouse awake. */
        @WithDefault("true")
        boolean enabled();

        /** The events table, {@code catalog.schema.table}. */
        @WithDefault("bridge.events.bridge_events")
        String eventsTable();

        /**
         * A SQL warehouse for the events table alone, so that reading it keeps no larger one awake. Default: the warehouse of
         * everything else.
         */
        Optional<String> warehouseId();

        /** How often the table is read. 1 second to 1 day. */
        @WithDefault("10s")
        Duration interval();

        /** The most events that are taken at a time. 1 to 10000. */
        @WithDefault("100")
        @Min(1)
        @Max(10_000)
        int maxEvents();
    }

    /** Writes statuses into the events table. */
    interface Mirror {

        /** How often changed statuses are written, all in one statement. 1 second to 1 hour. */
        @WithDefault("2s")
        Duration interval();

        /** The most statuses in one statement. 1 to 10000. */
        @WithDefault("1000")
        @Min(1)
        @Max(10_000)
        int batch();
    }
}
