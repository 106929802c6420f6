package io.github.sqldatabricks.bridge.testing;

import java.util.HashMap;
import java.util.Map;

/** {@link SandboxService} that reads its events table every second, writes its log to {@link JsonLog}, and tells a catalogue. */
public class WatchedSandbox extends SandboxService {

    /** Hears of its runs. */
    public static final CatalogueServer CATALOGUE = new CatalogueServer();

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.putAll(JsonLog.settings());
        settings.put("bridge.sync.poller.enabled", "true");
        settings.put("bridge.sync.poller.interval", "1s");
        settings.put("bridge.sync.mirror.interval", "1s");
        settings.put("bridge.lineage.url", CATALOGUE.url());
        settings.put("bridge.lineage.api-key", "top-secret");
        return settings;
    }
}
