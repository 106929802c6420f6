package io.github.sqldatabricks.bridge.wiring;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Adds the {@link SecretsFolder}; found by its entry in {@code META-INF/services}. */
public final class SecretsFolderFactory implements ConfigSourceFactory {

    private static final Path DEFAULT = Path.of("secrets");

    /** @throws IllegalStateException when a folder is named that can't be read */
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Optional<Path> folder = Optional.ofNullable(context.getValue(SecretsConfig.PREFIX + ".path"))
                .map(ConfigValue::getValue)
                .filter(path -> !path.isBlank())
                .map(Path::of)
                .or(() -> Optional.of(DEFAULT).filter(Files::isDirectory));
        return folder.<List<ConfigSource>>map(path -> List.of(SecretsFolder.read(path)))
                .orElse(List.of());
    }
}
