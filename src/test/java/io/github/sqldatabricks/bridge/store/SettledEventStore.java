package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.event.EventStore.AcceptResult;
import io.github.sqldatabricks.bridge.event.EventStore.OpenTarget;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity.TargetKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A store whose events can be claimed at once: no server is asked which tables they change, their names say it. */
final class SettledEventStore extends JdbcEventStore {

    SettledEventStore(JobDatabase database) {
        super(database);
    }

    @Override
    public List<AcceptResult> accept(List<SyncEvent> events) {
        List<AcceptResult> acceptances = super.accept(events);
        for (OpenTarget open : unsettled(Integer.MAX_VALUE)) {
            settle(Map.of(open.event().id(), key(open.event())));
        }
        return acceptances;
    }

    static TargetKey key(SyncEvent event) {
        return new TargetKey(Hashes.of(event.target().toString().toLowerCase(Locale.ROOT)), true);
    }
}
