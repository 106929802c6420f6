package io.github.sqldatabricks.bridge.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The names of all meters and of their tags. Tags only have a few fixed values, so that series stay few. */
public final class Meters {

    /** Gauge: jobs in the store, by {@link #STATUS}. */
    public static final String JOBS = "bridge.jobs";

    /** Counter: jobs that this process has ended, by {@link #STATUS}. */
    public static final String JOBS_ENDED = "bridge.jobs.ended";

    /** Timer: duration of queries' last attempts, by {@link #STATUS}. */
    public static final String QUERIES = "bridge.queries";

    /** Gauge: queries that run in this process. */
    public static final String QUERIES_RUNNING = "bridge.queries.running";

    /** Counter: attempts after the first. */
    public static final String RETRIES = "bridge.queries.retries";

    /** Counter: queries reclaimed from processes that gave no sign of life. */
    public static final String TAKEN_OVER = "bridge.queries.taken.over";

    /** Counter: rows of published outputs. */
    public static final String ROWS = "bridge.extraction.rows";

    /** Counter: bytes of published outputs. */
    public static final String BYTES = "bridge.extraction.bytes";

    /** Counter: loads into Delta tables that have ended, by {@link #STATUS}: loaded, blocked, failed or cancelled. */
    public static final String LOADS = "bridge.loads";

    /** Counter: rows loaded into Delta tables. */
    public static final String LOADED_ROWS = "bridge.loads.rows";

    /** Counter: runs of replications' streams that have ended, by {@link #STATUS}: loaded, unchanged or failed. */
    public static final String STREAMS = "bridge.streams.runs";

    /**
     * Counter: parts of streams by what became of them in this process, by {@link #STATUS}: read, helped (for another process), kept (found
     * read by an attempt before) or reclaimed (from a process that gave no sign of life).
     */
    public static final String PARTS = "bridge.streams.parts";

    /** Gauge, seconds: how far the stream is behind that is the furthest of those with a limit of their age. */
    public static final String STREAMS_LAG = "bridge.streams.lag";

    /** Gauge: queries that wait, in all processes of one database together. */
    public static final String QUEUE_WAITING = "bridge.queue.waiting";

    /** Gauge: how many more queries may wait. */
    public static final String QUEUE_FREE = "bridge.queue.free";

    /** Counter: requests refused because the queue was full. */
    public static final String REFUSED = "bridge.queue.refused";

    /** Gauge: events in the store, by {@link #STATUS}. */
    public static final String EVENTS = "bridge.events";

    /** Gauge, seconds: how long ago the oldest event that has not ended was accepted. */
    public static final String EVENTS_AGE = "bridge.events.oldest.age";

    /** Gauge, seconds: how far the events table is behind. */
    public static final String MIRROR_LAG = "bridge.events.mirror.lag";

    /** Gauge: events that this process applies now. */
    public static final String EVENTS_RUNNING = "bridge.events.running";

    /** Counter: events that this process has ended, by {@link #STATUS} and {@link #OPERATION}. */
    public static final String EVENTS_ENDED = "bridge.events.ended";

    /** Counter: rows changed in SQL Server, by {@link #OPERATION}. */
    public static final String EVENT_ROWS = "bridge.events.rows";

    /** Counter: attempts at events after the first. */
    public static final String EVENT_RETRIES = "bridge.events.retries";

    /** Counter: events taken over from processes that gave no sign of life, and own ones after a restart. */
    public static final String EVENTS_TAKEN_OVER = "bridge.events.taken.over";

    /** Counter: outcomes that came too late, because another process had taken the event over. */
    public static final String CLAIMS_LOST = "bridge.events.claims.lost";

    /** Counter: looks at the events table that found something. */
    public static final String POLLS = "bridge.events.polls";

    /** Counter: looks at the events table that found nothing. */
    public static final String EMPTY_POLLS = "bridge.events.polls.empty";

    /** Gauge: bytes of an embedded store's file; 0 when the store is on a server, or in memory. */
    public static final String STORE_BYTES = "bridge.store.bytes";

    /** Gauge: audit records that wait for the table. */
    public static final String AUDIT_WAITING = "bridge.audit.waiting";

    /** Gauge, seconds: for how long the audit trail's table has taken no records; 0 when it takes them. */
    public static final String AUDIT_FAILING = "bridge.audit.failing";

    /** Counter: audit records that found no room and are in the log only. */
    public static final String AUDIT_DROPPED = "bridge.audit.dropped";

    /** Counter: requests refused because they could not be recorded. */
    public static final String AUDIT_REFUSED = "bridge.audit.refused";

    /** Timer: from an event's acceptance to its end, by {@link #STATUS}. */
    public static final String EVENT_LATENCY = "bridge.events.latency";

    /** Gauge, seconds: how long ago this process read the events table last; not a number where it is not read. */
    public static final String POLL_AGE = "bridge.events.poll.age";

    /** Gauge: connections to SQL Server, by {@link #SERVER} and {@link #STATE} (active, idle, waiting: threads that wait). */
    public static final String CONNECTIONS = "bridge.sqlserver.connections";

    /** Gauge: the most connections that there can be, by {@link #SERVER}. */
    public static final String CONNECTIONS_MAX = "bridge.sqlserver.connections.max";

    /**
     * Timer: requests to the volume's REST API, each attempt for itself, by {@link #ANSWER} (ok, throttled: 429, refused: other
     * 4xx, failed: 5xx, none).
     */
    public static final String DATABRICKS_REQUESTS = "bridge.databricks.requests";

    /**
     * Timer: requests to the REST API, by {@code method} (those of RFC 9110 and PATCH, else OTHER), {@code uri} (the route, such
     * as {@code /jobs/{id}}; UNKNOWN when there is none, or the request was refused before), {@code status} and {@code outcome}.
     */
    public static final String HTTP_REQUESTS = "http.server.requests";

    /** Gauge: requests to the REST API that are under way, those that wait for an event included. */
    public static final String REQUESTS_RUNNING = "bridge.requests.running";

    /** Counter: requests refused by {@link #REASON} (user, all: too many at once; slow: the body did not come in time). */
    public static final String REQUESTS_REFUSED = "bridge.requests.refused";

    /** Tag: why something was refused. */
    public static final String REASON = "reason";

    /** Gauge: 1 once the process has begun to stop. */
    public static final String DRAINING = "bridge.draining";

    /** Counter: lineage events that the catalogue took. */
    public static final String LINEAGE_SENT = "bridge.lineage.sent";

    /** Counter: lineage events that found no room, or that nobody took. */
    public static final String LINEAGE_LOST = "bridge.lineage.lost";

    /** Counter: notifications of replications that the webhook's receiver took. */
    public static final String WEBHOOK_SENT = "bridge.webhook.sent";

    /** Counter: attempts at notifications that the receiver did not take; each is sent again. */
    public static final String WEBHOOK_REFUSED = "bridge.webhook.refused";

    /** Counter: runs of duties (heartbeats, sweeps and the like) that failed in a way they should not, by {@link #DUTY}. */
    public static final String DUTY_FAILURES = "bridge.duty.failures";

    /** Gauge: duties whose thread is gone or does not come back. */
    public static final String DUTIES_DEAD = "bridge.duties.dead";

    /** Tag: the name of a duty. */
    public static final String DUTY = "duty";

    /** Tag: the kind of an answer. */
    public static final String ANSWER = "answer";

    /** Tag: the name of a SQL Server in the configuration. */
    public static final String SERVER = "server";

    /** Tag: the state of a connection. */
    public static final String STATE = "state";

    /** Gauge: files of permissions, templates and parameters that are broken; their last good versions are in force. */
    public static final String BROKEN_FILES = "bridge.files.broken";

    /** Gauge of Kafka's client, by topic and partition: messages that no replica has taken yet. With Kafka only. */
    public static final String KAFKA_LAG = "kafka.consumer.fetch.manager.records.lag";

    /** Tag: the operation of an event. */
    public static final String OPERATION = "operation";

    /** Tag: the status of a job, query or event. */
    public static final String STATUS = "status";

    /** Where the histogram of what takes from a second to hours is fine enough. */
    private static final Duration[] LONG_BOUNDS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30),
        Duration.ofHours(2)
    };

    private Meters() {}

    /** Makes the timer of that name, of what takes from a second to hours, for one {@link #STATUS}. */
    public static void longTimer(MeterRegistry registry, String name, String status) {
        Timer.builder(name)
                .tag(STATUS, status)
                .serviceLevelObjectives(LONG_BOUNDS)
                .register(registry);
    }
}
