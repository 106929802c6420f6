package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

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

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        Set<Class<?>> alternatives = new HashSet<>(super.getEnabledAlternatives());
        alternatives.add(Targets.class);
        return alternatives;
    }

    private static String databaseFile() {
        try {
            return "jdbc:h2:file:" + Files.createTempDirectory("bridge-test").resolve("jobs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server that says at once which table a name means: the one above is nowhere, and would be looked for at each claim. */
    @Alternative
    @Singleton
    public static class Targets {

        @Produces
        @Singleton
        TargetDatabase targets() {
            return new ScriptedTarget();
        }
    }
}
