package io.github.sqldatabricks.bridge.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/**
 * {@link ScriptedService} whose jobs last: in a database file, without a key to seal parameters. It tells a catalogue what it does,
 * by the names of two worlds that nobody asks.
 */
public class LastingService extends ScriptedService {

    /** Hears of its runs. */
    public static final CatalogueServer CATALOGUE = new CatalogueServer();

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.put("bridge.jobs.url", databaseFile());
        settings.put("bridge.lineage.url", CATALOGUE.url());
        settings.put("bridge.sqlserver.host", "sales.example");
        settings.put("bridge.sqlserver.database", "sales");
        settings.put("bridge.sqlserver.username", "nobody");
        settings.put("bridge.sqlserver.password", "nothing");
        settings.put("bridge.databricks.host", "https://workspace.example");
        settings.put("bridge.databricks.token", "nothing");
        return settings;
    }

    private static String databaseFile() {
        try {
            return "jdbc:h2:file:" + Files.createTempDirectory("bridge-test").resolve("jobs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
