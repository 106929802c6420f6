package io.github.sqldatabricks.bridge.cli;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The service's settings for commands that do not start it. */
public final class LocalConfiguration {

    private static final int COMMAND_LINE = 500;
    private static final int FILE = 260;
    private static final int PACKAGED = 250;
    private static final Path CONFIG_FILE = Path.of("config", "application.properties");

    private LocalConfiguration() {}

    /** The settings of one mapping, with {@code overrides} over them. */
    public static <T> T read(Class<T> mapping, Map<String, String> overrides) {
        return builder(overrides).withMapping(mapping).build().getConfigMapping(mapping);
    }

    /** Whether a user has set this, be it by a variable, a property or the file; false for what the program itself sets. */
    static boolean isSet(String name) {
        return builder(Map.of()).build().getConfigValue(name).getConfigSourceOrdinal() > PACKAGED;
    }

    /** Whether this setting is true; false when it is not set. */
    static boolean isTrue(String name) {
        return builder(Map.of()).build().getOptionalValue(name, Boolean.class).orElse(false);
    }

    private static SmallRyeConfigBuilder builder(Map<String, String> overrides) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(overrides, "command line", COMMAND_LINE))
                .withValidateUnknown(false);
        try {
            URL packaged = LocalConfiguration.class.getResource("/application.properties");
            builder.withSources(new PropertiesConfigSource(packaged, PACKAGED));
            if (Files.isRegularFile(CONFIG_FILE)) {
                builder.withSources(
                        new PropertiesConfigSource(CONFIG_FILE.toUri().toURL(), FILE));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return builder;
    }
}
