package io.github.sqldatabricks.bridge.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The whole service, with scripted fakes of SQL Server, the volume and both systems of event sync, small limits and short
 * times. For the country {@code bolivia} its templates are {@code q1} to {@code q6}; {@code peru} also has {@code declared}, with
 * a secret, {@code named}, with one in a name, and {@code told}. All routes are below {@code /api/v1}, too.
 */
public class ScriptedService implements QuarkusTestProfile {

    private static final int TEMPLATES = 6;

    /** How many queries may wait. */
    public static final int QUEUE_CAPACITY = 4;

    /** How many events may wait. */
    public static final int SYNC_QUEUE_CAPACITY = 40;

    @Override
    public Map<String, String> getConfigOverrides() {
        Path folder = templates();
        Map<String, String> settings = new HashMap<>();
        settings.put("bridge.api.base-path", "/api/v1");
        settings.put("bridge.extraction.queries-path", folder.resolve("queries").toString());
        settings.put("bridge.extraction.config-path", folder.resolve("config").toString());
        settings.put("bridge.extraction.default-destination", "/Volumes/main/bridge/landing");
        settings.put("bridge.extraction.queue-capacity", String.valueOf(QUEUE_CAPACITY));
        settings.put("bridge.extraction.concurrency", "2");
        settings.put("bridge.extraction.max-retries", "2");
        settings.put("bridge.extraction.retry-delay", "10ms");
        settings.put("bridge.jobs.url", "jdbc:h2:mem:" + UUID.randomUUID());
        settings.put("bridge.jobs.heartbeat", "1s");
        settings.put("bridge.jobs.sweep", "1s");
        settings.put("bridge.jobs.drain-timeout", "1s");
        settings.put("bridge.health.cache", "0s");
        settings.putAll(sync());
        return settings;
    }

    private static Map<String, String> sync() {
        return Map.of(
                "bridge.sync.concurrency", "3",
                "bridge.sync.queue-capacity", String.valueOf(SYNC_QUEUE_CAPACITY),
                "bridge.sync.retry-delay", "20ms",
                "bridge.sync.sweep", "1s",
                "bridge.sync.heartbeat", "1s",
                "bridge.sync.poller.enabled", "true",
                "bridge.sync.poller.interval", "1s",
                "bridge.sync.mirror.interval", "1s");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(
                ScriptedRowSource.class,
                ScriptedAdapters.class,
                ScriptedConnectivity.class,
                ScriptedSync.class,
                FakeEventsTable.class);
    }

    private static Path templates() {
        try {
            Path folder = Files.createTempDirectory("bridge-test");
            Path common = Files.createDirectories(folder.resolve("queries/common"));
            for (int i = 1; i <= TEMPLATES; i++) {
                Files.writeString(common.resolve("q" + i + ".sql"), "SELECT a FROM dbo.t" + i + " WHERE b = {b}\n");
            }
            Path peru = Files.createDirectories(folder.resolve("queries/peru"));
            Files.writeString(
                    peru.resolve("declared.sql"),
                    "-- @secret code\n-- @default code hunter2\n-- @default api_token none\n"
                            + "SELECT a FROM t WHERE b = {code} AND c = {api_token}");
            Files.writeString(
                    peru.resolve("named.sql"),
                    "-- @secret vault\n-- @identifier vault [a-z0-9]{1,20}\nSELECT a FROM dbo.rows_{vault}");
            Files.writeString(peru.resolve("told.sql"), "SELECT a FROM dbo.told");
            Path config = Files.createDirectories(folder.resolve("config"));
            Files.writeString(config.resolve("peru.yaml"), "c: 3\n");
            Files.writeString(config.resolve("common_params.yaml"), "b: 1\nvault: giraffe\n");
            Files.writeString(config.resolve("bolivia.yaml"), "c: 2\n");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
