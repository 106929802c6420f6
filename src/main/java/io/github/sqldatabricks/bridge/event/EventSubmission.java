package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.event.EventStore.AcceptResult;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.observe.LogScope;
import io.github.sqldatabricks.bridge.observe.WorkTraces;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.EventRights;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.work.Notifier;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** What happens between a request and its event: all that can be refused is refused before anything is stored. */
@ApplicationScoped
public class EventSubmission {

    private static final Logger LOG = Logger.getLogger(EventSubmission.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final EventStore store;
    private final EventRights rights;
    private final SyncService service;
    private final WorkChannel channel;
    private final Notifier notifier;
    private final EventWatch watch;
    private final WorkTraces traces;
    private final SyncConfig config;
    private final EventAudit audit;
    private final OutcomeWriter outcomes;

    public EventSubmission(
            EventStore store,
            EventRights rights,
            SyncService service,
            @Identifier(WorkChannel.EVENTS) WorkChannel channel,
            Notifier notifier,
            EventWatch watch,
            WorkTraces traces,
            EventAudit audit,
            OutcomeWriter outcomes,
            SyncConfig config) {
        this.watch = watch;
        this.store = store;
        this.rights = rights;
        this.service = service;
        this.channel = channel;
        this.traces = traces;
        this.notifier = notifier;
        this.config = config;
        this.audit = audit;
        this.outcomes = outcomes;
    }

    /**
     * Stores an event and answers; when the same event is repeated, answers with the earlier one. Blocking.
     *
     * @throws BridgeException.NotAllowed when its user may not change the target
     * @throws BridgeException.KeyReused when its id was used for another event
     * @throws BridgeException.RemotePermanent ({@code ledger-missing}) when it could not be applied exactly once
     * @throws BridgeException.Busy when there is no room for it, it can't be recorded in the audit trail, or the process is
     *     stopping
     */
    public StoredEvent submit(SyncEvent event) {
        try (LogScope ids = LogScope.of(event.id())) {
            return accept(traces.submitted(event));
        }
    }

    private StoredEvent accept(SyncEvent event) {
        audit.decide(event, rights);
        service.requireDelivery();
        if (store.find(event.id()).isEmpty()) {
            requireRoom();
        }
        AcceptResult acceptance = store.accept(List.of(event)).get(0);
        // Another user's event of the same content is no answer for this user, who may not see it.
        if (acceptance instanceof AcceptResult.Conflict
                || acceptance instanceof AcceptResult.Duplicate other && !isOf(event, other.event())) {
            throw new BridgeException.KeyReused(
                    ErrorCode.EVENT_ID_REUSED,
                    "The event_id " + event.id() + " was used for another event. Send a new one with a new event.");
        }
        if (acceptance instanceof AcceptResult.Duplicate known) {
            return known.event();
        }
        StoredEvent stored = ((AcceptResult.New) acceptance).event();
        LOG.infof(
                "Event accepted: event=%s operation=%s target=%s",
                event.id(), event.operation().kind(), event.target());
        wake(stored);
        return stored;
    }

    private static boolean isOf(SyncEvent event, StoredEvent earlier) {
        String user = event.user().orElse("");
        return user.equalsIgnoreCase(earlier.event().user().orElse(""));
    }

    private void wake(StoredEvent stored) {
        channel.trigger();
        notifier.eventWaits(stored.id());
    }

    /**
     * Like {@link #submit}, which blocks. Waiting for the event's end afterwards holds no thread: up to {@code
     * bridge.sync.immediate-timeout} and not beyond this process's end.
     *
     * @return the event as it is then; a caller that does not wait any more cancels it
     */
    public CompletableFuture<StoredEvent> submitAndWait(SyncEvent event) {
        CompletableFuture<Optional<StoredEvent>> end = new CompletableFuture<>();
        Cancellation.Registration subscription = watch.subscribe(changed -> completeAtEnd(end, event, changed));
        Cancellation.Registration stop = channel.onClose(() -> end.complete(Optional.empty()));
        // The thread that completes it has others to serve.
        CompletableFuture<StoredEvent> answer = end.completeOnTimeout(
                        Optional.empty(), config.immediateTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .thenApplyAsync(
                        changed -> changed.orElseGet(() -> find(event.id())), Infrastructure.getDefaultWorkerPool());
        answer.whenComplete((known, failure) -> {
            subscription.close();
            stop.close();
        });
        try {
            StoredEvent stored = submit(event);
            if (stored.status().ended()) {
                end.complete(Optional.of(stored));
            }
            return answer;
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
            throw e;
        }
    }

    private static void completeAtEnd(
            CompletableFuture<Optional<StoredEvent>> end, SyncEvent event, StoredEvent changed) {
        if (changed.id().equals(event.id()) && changed.status().ended()) {
            end.complete(Optional.of(changed));
        }
    }

    /**
     * Does everything that the event asks for and takes it back. Blocking, at once and in the caller's thread.
     *
     * @throws BridgeException.NotAllowed when its user may not change the target
     * @throws BridgeException.RemoteTransient when another attempt can help
     * @throws BridgeException.Busy when the process is stopping
     */
    public DryRun dryRun(SyncEvent event) {
        requireRunning();
        audit.decide(event, rights);
        DryRun run = service.dryRun(event, new Cancellation());
        audit.tried(event, run);
        return run;
    }

    /**
     * Makes a failed or blocked event pending again.
     *
     * @throws BridgeException.NotFound when there is none
     * @throws BridgeException.Conflict when it is neither
     */
    public StoredEvent retry(EventId id) {
        StoredEvent stored = store.retry(id).orElseThrow(() -> unknown(id));
        wake(stored);
        return stored;
    }

    /**
     * Ends a pending event.
     *
     * @param by who wants it
     * @throws BridgeException.NotFound when there is none
     * @throws BridgeException.Conflict when it is not pending, or turns out to have been applied
     * @throws BridgeException.Busy when nobody can say now whether an earlier attempt was applied
     */
    public StoredEvent cancel(EventId id, String by) {
        return outcomes.cancel(id, by).orElseThrow(() -> unknown(id));
    }

    private StoredEvent find(EventId id) {
        return store.find(id).orElseThrow(() -> unknown(id));
    }

    private void requireRunning() {
        if (channel.isClosed()) {
            throw WorkChannel.refusal();
        }
    }

    private void requireRoom() {
        requireRunning();
        long waiting = store.waiting();
        if (waiting >= config.queueCapacity()) {
            throw new BridgeException.Busy(
                    ErrorCode.QUEUE_FULL,
                    waiting
                            + " events are waiting already (bridge.sync.queue-capacity). Nothing was accepted; try"
                            + " again later.",
                    RETRY_AFTER);
        }
    }

    /** What is said of an event that does not exist, or that the caller may not see. */
    public static BridgeException.NotFound unknown(EventId id) {
        return new BridgeException.NotFound(
                ErrorCode.UNKNOWN_EVENT, "Event not found: " + id + ". There is none, or it is not kept any more.");
    }
}
