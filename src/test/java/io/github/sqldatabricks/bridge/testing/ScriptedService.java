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
 * The whole service, with scripted stand-ins for SQL Server and the volume, small limits and short times. Its templates
 * are {@code q1} to {@code q6}; its only country is {@code bolivia}.
 */
public class ScriptedService implements QuarkusTestProfile {

    private static final int TEMPLATES = 6;

    /** How many queries may wait. */
    public static final int QUEUE_CAPACITY = 4;

    @Override
    public Map<String, String> getConfigOverrides() {
        Path folder = templates();
        Map<String, String> settings = new HashMap<>();
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
        return settings;
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(ScriptedRowSource.class, ScriptedAdapters.class, ScriptedConnectivity.class);
    }

    private static Path templates() {
        try {
            Path folder = Files.createTempDirectory("bridge-test");
            Path common = Files.createDirectories(folder.resolve("queries/common"));
            for (int i = 1; i <= TEMPLATES; i++) {
                Files.writeString(common.resolve("q" + i + ".sql"), "SELECT a FROM dbo.t" + i + " WHERE b = {b}\n");
            }
            Path config = Files.createDirectories(folder.resolve("config"));
            Files.writeString(config.resolve("common_params.yaml"), "b: 1\n");
            Files.writeString(config.resolve("bolivia.yaml"), "c: 2\n");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
