package io.github.sqldatabricks.bridge.cli.access;

import io.github.sqldatabricks.bridge.access.AccessConfig;
import io.github.sqldatabricks.bridge.access.TokenAdministration;
import io.github.sqldatabricks.bridge.cli.LocalConfiguration;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which permissions file a command works on. */
final class PermissionsFileOption {

    @Option(
            names = "--permissions-file",
            paramLabel = "FILE",
            description = "Default: the service's, PERMISSIONS_FILE or config/permissions.yaml.")
    private Path file;

    TokenAdministration administration() {
        return new TokenAdministration(path(), Clock.systemUTC());
    }

    /** The file's path. */
    Path path() {
        return file != null
                ? file
                : LocalConfiguration.read(AccessConfig.class, Map.of()).permissionsFile();
    }
}
