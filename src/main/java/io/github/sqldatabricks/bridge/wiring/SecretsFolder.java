package io.github.sqldatabricks.bridge.wiring;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * A folder whose files are settings, as Kubernetes mounts a Secret. File names follow the rules of environment variables, so
 * that a variable can become a file and keep its name; the setting's own name works too. Read once, at the start: a changed
 * password needs a restart.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod">Secrets as
 *     files</a>
 */
public final class SecretsFolder extends EnvConfigSource {

    /** Between a file {@code .env} (295) and {@code config/application.properties} (260). */
    static final int ORDINAL = 280;

    private static final long serialVersionUID = 1;

    private final String name;
    private final Set<String> files;

    private SecretsFolder(Path folder, Map<String, String> settings) {
        super(settings, ORDINAL);
        this.name = "SecretsFolder[" + folder.toAbsolutePath() + "]";
        this.files = Set.copyOf(settings.keySet());
    }

    /** @throws IllegalStateException when the folder or one of its files can't be read as text */
    static SecretsFolder read(Path folder) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, SecretsFolder::isSetting)) {
            Map<String, String> settings = new TreeMap<>();
            for (Path file : entries) {
                settings.put(file.getFileName().toString(), content(file));
            }
            return new SecretsFolder(folder, settings);
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** Kubernetes puts the content into a hidden folder ({@code ..data}) and links to it; only the links have good names. */
    private static boolean isSetting(Path entry) {
        return !entry.getFileName().toString().startsWith(".") && Files.isRegularFile(entry);
    }

    /** Without the newline that an editor or {@code echo} puts at the end. */
    private static String content(Path file) {
        try {
            return Files.readString(file).replaceFirst("\\r?\\n\\z", "");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static IllegalStateException unreadable(Path path, IOException cause) {
        return new IllegalStateException(
                "Expected settings as UTF-8 text in " + path.toAbsolutePath() + " (" + SecretsConfig.PREFIX
                        + ".path), but got " + cause.getClass().getSimpleName()
                        + ". Check that it is there and the service may read it.",
                cause);
    }

    @Override
    public String getName() {
        return name;
    }

    /** The names of the files, as they are. */
    Set<String> files() {
        return files;
    }

    /** Adds the {@link SecretsFolder}; found by its entry in {@code META-INF/services}. */
    public static final class Factory implements ConfigSourceFactory {

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
}
