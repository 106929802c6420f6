package io.github.sqldatabricks.bridge.cli.airbyte;

import io.github.sqldatabricks.bridge.airbyte.configuration.ConfigurationReader;
import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorConfiguration;
import io.github.sqldatabricks.bridge.airbyte.protocol.JsonFile;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config}. */
final class ConfigurationOption {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration as JSON; bridge airbyte spec describes it.")
    private Path file;

    /** Reads the file; throws what {@link ConfigurationReader} and {@link JsonFile} throw. */
    ConnectorConfiguration read() {
        return ConfigurationReader.read(JsonFile.readStrictly(file, "configuration"));
    }
}
