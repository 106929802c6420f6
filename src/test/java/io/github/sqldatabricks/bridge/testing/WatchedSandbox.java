package io.github.sqldatabricks.bridge.testing;

import java.util.HashMap;
import java.util.Map;

/**
 * {@link SandboxService} that reads its events table every second, writes its log to {@link JsonLog}, tells a catalogue, and sends
 * spans to a collector.
 */
public class WatchedSandbox extends SandboxService {

    /** Hears of its runs. */
    public static final CatalogueServer CATALOGUE = new CatalogueServer();

    /** Gets its spans. */
    public static final OtlpReceiver COLLECTOR = OtlpReceiver.start();

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.putAll(JsonLog.settings());
        settings.put("bridge.sync.poller.enabled", "true");
        settings.put("bridge.sync.poller.interval", "1s");
        settings.put("bridge.sync.mirror.interval", "1s");
        settings.put("bridge.lineage.url", CATALOGUE.url());
        settings.put("bridge.lineage.api-key", "top-secret");
        settings.put("quarkus.otel.sdk.disabled", "false");
        settings.put("quarkus.otel.exporter.otlp.endpoint", COLLECTOR.url());
        settings.put("quarkus.otel.exporter.otlp.protocol", "http/protobuf");
        settings.put("quarkus.otel.bsp.schedule.delay", "100ms");
        return settings;
    }
}
