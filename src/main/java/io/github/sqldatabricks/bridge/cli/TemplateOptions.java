package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where templates and parameter files are; the caller of a command may name any local folder. */
final class TemplateOptions {

    @Option(
            names = {"-q", "--queries-path"},
            paramLabel = "FOLDER",
            description = "Folder of the query templates. Default: queries.")
    private Path queriesPath;

    @Option(
            names = {"-c", "--config-path"},
            paramLabel = "FOLDER",
            description = "Folder of the parameter files. Default: config.")
    private Path configPath;

    /** The folder of templates as it was written. */
    Optional<String> queriesPath() {
        return Optional.ofNullable(queriesPath).map(Path::toString);
    }

    /** The folder of parameter files as it was written. */
    Optional<String> configPath() {
        return Optional.ofNullable(configPath).map(Path::toString);
    }

    /** These options as settings of the service. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        if (queriesPath != null) {
            settings.put("bridge.extraction.queries-path", queriesPath.toString());
        }
        if (configPath != null) {
            settings.put("bridge.extraction.config-path", configPath.toString());
        }
        return settings;
    }

    /** The folders of templates and parameters, by the service's settings with {@code overrides} over them. */
    static TemplateLibrary library(Map<String, String> overrides) {
        return new TemplateLibrary(LocalConfiguration.read(ExtractionConfig.class, overrides));
    }

    /** A planner, likewise. */
    static ExtractionPlanner planner(Map<String, String> overrides) {
        return new ExtractionPlanner(LocalConfiguration.read(ExtractionConfig.class, overrides));
    }
}
