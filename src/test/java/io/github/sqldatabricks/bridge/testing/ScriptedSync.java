package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.SyncService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Applies events as the test says, event by event; one updated row for what the test says nothing of. */
@Alternative
@ApplicationScoped
public class ScriptedSync extends SyncService {

    private final Map<EventId, BiFunction<Claim, Cancellation, EventOutcome>> scripts = new ConcurrentHashMap<>();
    private final List<String> begun = Collections.synchronizedList(new ArrayList<>());

    private final Map<EventId, UnaryOperator<EventOutcome>> ledger = new ConcurrentHashMap<>();

    private volatile Optional<BridgeException> refusal = Optional.empty();

    public ScriptedSync() {
        super(null, null, null);
    }

    /** From now on, the event is applied like this. */
    public void script(String event, BiFunction<Claim, Cancellation, EventOutcome> attempt) {
        scripts.put(new EventId(event), attempt);
    }

    /** From now on, the ledger says this when the event is given up; else that it was not applied. */
    public void scriptLedger(String event, UnaryOperator<EventOutcome> answer) {
        ledger.put(new EventId(event), answer);
    }

    /** The ids of all attempts so far, in order. */
    public List<String> begun() {
        return List.copyOf(begun);
    }

    /** From now on no event can be delivered, or any again. */
    public void refuseDelivery(Optional<BridgeException> why) {
        refusal = why;
    }

    @Override
    public void requireDelivery() {
        refusal.ifPresent(why -> {
            throw why;
        });
    }

    @Override
    public EventOutcome giveUp(Claim claim, EventOutcome end, Cancellation cancellation) {
        EventId id = claim.id();
        return ledger.getOrDefault(id, UnaryOperator.identity()).apply(end);
    }

    @Override
    public EventOutcome apply(Claim claim, Cancellation cancellation) {
        EventId id = claim.id();
        begun.add(id.value());
        return scripts.getOrDefault(id, (mine, cancel) -> Events.APPLIED).apply(claim, cancellation);
    }
}
