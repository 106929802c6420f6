package io.github.sqldatabricks.bridge.testing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** {@link ScriptedService} with {@link ScriptedSync} and {@link FakeInbox} in place of the real worlds of event sync. */
public class ScriptedSyncService extends ScriptedService {

    /** How many events may wait. */
    public static final int SYNC_QUEUE_CAPACITY = 40;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.put("bridge.sync.concurrency", "3");
        settings.put("bridge.sync.queue-capacity", String.valueOf(SYNC_QUEUE_CAPACITY));
        settings.put("bridge.sync.retry-delay", "20ms");
        settings.put("bridge.sync.sweep", "1s");
        settings.put("bridge.sync.heartbeat", "1s");
        settings.put("bridge.sync.poller.enabled", "true");
        settings.put("bridge.sync.poller.interval", "1s");
        settings.put("bridge.sync.mirror.interval", "1s");
        return settings;
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        Set<Class<?>> alternatives = new HashSet<>(super.getEnabledAlternatives());
        alternatives.add(ScriptedSync.class);
        alternatives.add(FakeInbox.class);
        return alternatives;
    }
}
