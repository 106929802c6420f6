package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The planner for commands that read local files only: the same settings as the service, without starting it. */
final class LocalPlanning {

    private static final int COMMAND_LINE = 500;
    private static final int FILE = 260;
    private static final int PACKAGED = 250;
    private static final Path CONFIG_FILE = Path.of("config", "application.properties");

    private LocalPlanning() {}

    /** A planner with the service's settings, and {@code overrides} over them. */
    static ExtractionPlanner planner(Map<String, String> overrides) {
        return new ExtractionPlanner(configuration(overrides).getConfigMapping(ExtractionConfig.class));
    }

    private static SmallRyeConfig configuration(Map<String, String> overrides) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(overrides, "command line", COMMAND_LINE))
                .withMapping(ExtractionConfig.class)
                .withValidateUnknown(false);
        try {
            URL packaged = LocalPlanning.class.getResource("/application.properties");
            builder.withSources(new PropertiesConfigSource(packaged, PACKAGED));
            if (Files.isRegularFile(CONFIG_FILE)) {
                builder.withSources(
                        new PropertiesConfigSource(CONFIG_FILE.toUri().toURL(), FILE));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return builder.build();
    }
}
