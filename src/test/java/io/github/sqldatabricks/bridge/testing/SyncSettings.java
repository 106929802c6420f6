package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The configuration of event sync with its real defaults, some of them changed. */
public final class SyncSettings {

    private static final int ORDINAL = 100;

    private SyncSettings() {}

    /** All defaults. */
    public static SyncConfig defaults() {
        return with(Map.of());
    }

    /**
     * Some settings changed.
     *
     * @param changed value by full name, such as {@code bridge.sync.lease}
     */
    public static SyncConfig with(Map<String, String> changed) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(SyncConfig.class)
                .withSources(new PropertiesConfigSource(changed, "test", ORDINAL))
                .build()
                .getConfigMapping(SyncConfig.class);
    }
}
