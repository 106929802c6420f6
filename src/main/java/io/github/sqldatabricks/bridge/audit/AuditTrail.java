package io.github.sqldatabricks.bridge.audit;

import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.DurationRange;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Takes every event of the audit trail: one line in the log at once, one record in the table a little later. Thread-safe. */
@ApplicationScoped
public class AuditTrail {

    private static final Logger LOG = Logger.getLogger(AuditTrail.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final DurationRange PATIENCE = new DurationRange(Duration.ofMillis(100), Duration.ofMinutes(5));
    private static final DurationRange RETENTION = new DurationRange(Duration.ofDays(1), Duration.ofDays(36500));
    private static final int PRUNED_AT_ONCE = 5000;
    private static final int MOST_STEPS = 100;
    private static final Duration FIRST_PRUNE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_PRUNES = Duration.ofHours(1);

    private final AuditConfig config;
    private final Supplier<AuditStore> store;
    private final RequestOrigin requests;
    private final AuditWriter.Queue queue;
    private final AuditWriter writer;
    private final AtomicLong refused = new AtomicLong();
    private volatile long checkpoint;

    @Inject
    public AuditTrail(AuditConfig config, Instance<AuditStore> store, Instance<RequestOrigin> requests, Duties duties) {
        this(config, store::get, () -> requests.isResolvable() ? requests.get().current() : Optional.empty(), duties);
    }

    /**
     * A trail on its own; {@link #close} it after use.
     *
     * @throws IllegalArgumentException when a setting is out of its range, or the key is none
     */
    public AuditTrail(AuditConfig config, Supplier<AuditStore> store, RequestOrigin requests) {
        this(config, store, requests, new Duties());
    }

    private AuditTrail(AuditConfig config, Supplier<AuditStore> store, RequestOrigin requests, Duties duties) {
        PATIENCE.require("bridge.audit.patience", config.patience());
        RETENTION.require("bridge.audit.retention", config.retention());
        AuditChain.of(config.key());
        this.config = config;
        this.store = store;
        this.requests = requests;
        this.queue = new AuditWriter.Queue(config.queueCapacity());
        this.writer = new AuditWriter(queue, store, this::appended, duties);
    }

    /** Brings the bean to life, so that wrong settings end the start, and tells the operator what is not as strict as it can be. */
    void onStart(@Observes StartupEvent event) {
        if (!config.required()) {
            LOG.warn("The audit trail is not required (bridge.audit.required): work goes on while its table fails.");
        }
    }

    void assign(@Observes Duties duties) {
        duties.every("audit_prune", FIRST_PRUNE, BETWEEN_PRUNES, this::pruneAll);
    }

    /** Removes old records in steps, so that none keeps the chain locked for long; what is left waits for the next hour. */
    private void pruneAll() {
        try {
            int steps = 0;
            while (steps < MOST_STEPS && prune()) {
                steps++;
            }
        } catch (BridgeException e) {
            LOG.warnf("Old audit records can't be removed: %s", e.getMessage());
        }
    }

    /** Records the event, with the present request's origin unless it has one. Never throws, never blocks. */
    public void record(AuditEvent event) {
        take(event);
    }

    /**
     * Records the event before the work that it tells of begins: returns when it is stored for good. Blocks up to {@link
     * AuditConfig#patience}, so it is no call for an event loop.
     *
     * @throws BridgeException.Busy ({@code audit-unavailable}) when it can't be stored and {@code bridge.audit.required} is
     *     true; nothing may be done then
     */
    public void recordFirst(AuditEvent event) {
        requireAvailable(event);
        CompletableFuture<Void> stored = take(event);
        if (config.required() && !isDone(stored)) {
            throw refusal(event);
        }
    }

    /**
     * Does the work and records the event, as failed when the work failed.
     *
     * @throws BridgeException.Busy ({@code audit-unavailable}) when it could not be recorded; nothing was done then
     */
    public <T> T around(AuditEvent event, Supplier<T> work) {
        return around(event, work, (done, result) -> done);
    }

    /**
     * The same, with an event that says more once the work is done.
     *
     * @param told the event by what the work has come to; never throws
     */
    public <T> T around(AuditEvent event, Supplier<T> work, BiFunction<AuditEvent, T, AuditEvent> told) {
        requireAvailable(event);
        try {
            T result = work.get();
            record(told.apply(event, result));
            return result;
        } catch (BridgeException e) {
            record(event.failed(AuditEvent.Failure.of(e)));
            throw e;
        } catch (RuntimeException e) {
            record(event.failed(AuditEvent.Failure.of(ErrorCode.INTERNAL_ERROR)));
            throw e;
        }
    }

    private void requireAvailable(AuditEvent event) {
        if (config.required() && problem().isPresent()) {
            throw refusal(event);
        }
    }

    /** Also an attempt that is refused for want of a record gets one, as soon as there can be one. */
    private BridgeException.Busy refusal(AuditEvent event) {
        refused.incrementAndGet();
        BridgeException.Busy refusal = new BridgeException.Busy(
                ErrorCode.AUDIT_UNAVAILABLE,
                "The request can't be recorded in the audit trail now, so nothing was done. Try again later.",
                RETRY_AFTER);
        record(event.failed(AuditEvent.Failure.of(refusal)));
        return refusal;
    }

    /** Why records are not stored now; empty when they are. */
    public Optional<String> problem() {
        if (writer.failing().compareTo(config.patience()) > 0) {
            return Optional.of("The audit trail's table has taken no records for "
                    + writer.failing().toSeconds() + " s.");
        }
        return queue.hasRoom() ? Optional.empty() : Optional.of("Too many audit records wait for the table.");
    }

    /** How many records wait for the table. */
    public int waiting() {
        return queue.size();
    }

    /** How many records found no room and are in the log only, since the start. */
    public long dropped() {
        return queue.dropped();
    }

    /** How much work was refused because it could not be recorded, since the start. */
    public long refused() {
        return refused.get();
    }

    /** Whether work is refused while it can't be recorded. */
    public boolean isRequired() {
        return config.required();
    }

    /** For how long the table has taken no records; zero when it takes them. */
    public Duration failing() {
        return writer.failing();
    }

    /** Removes records that are too old, and says so in the chain. Blocking. Returns whether there may be more to remove. */
    public boolean prune() {
        Optional<AuditRecord> pruned = store.get().prune(config.retention(), PRUNED_AT_ONCE, AuditEntry::pruned);
        pruned.ifPresent(added -> added.entry().log());
        return pruned.isPresent();
    }

    /** After the drain, which still records how work ended. */
    void onStop(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) ShutdownEvent event) {
        close();
    }

    /** Stores what waits and ends. */
    public void close() {
        writer.close();
    }

    private CompletableFuture<Void> take(AuditEvent event) {
        AuditEntry entry = AuditEntry.of(located(event));
        entry.log();
        boolean stranger = event.type() == AuditType.AUTH_FAILURE || event.type() == AuditType.RATE_LIMITED;
        return isForLogOnly(event) ? CompletableFuture.completedFuture(null) : queue.offer(entry, stranger);
    }

    private boolean isForLogOnly(AuditEvent event) {
        return !config.readsInTable()
                && event.type() == AuditType.AUTH_SUCCESS
                && event.action().equals("GET");
    }

    private AuditEvent located(AuditEvent event) {
        return event.origin().equals(AuditEvent.Origin.INTERNAL)
                ? event.from(requests.current().orElse(AuditEvent.Origin.INTERNAL))
                : event;
    }

    private boolean isDone(CompletableFuture<Void> stored) {
        try {
            stored.get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** The first time, and whenever a multiple of the interval has gone by since the last time. */
    private void appended(AuditPosition last) {
        long interval = config.checkpointEvery();
        if (last.sequence() / interval > checkpoint / interval) {
            AuditEntry.checkpoint(last).log();
        }
        checkpoint = last.sequence();
    }

    /** Port: knows the request that the calling thread works for. Thread-safe, cheap, never throws. */
    public interface RequestOrigin {

        /** Where the present request comes from; empty when there is none. */
        Optional<AuditEvent.Origin> current();
    }
}
