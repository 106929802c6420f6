package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary;
import java.util.Map;

/** The planner for commands that read local files only: the same settings as the service, without starting it. */
final class LocalPlanning {

    private LocalPlanning() {}

    /** A planner with the service's settings, and {@code overrides} over them. */
    static ExtractionPlanner planner(Map<String, String> overrides) {
        return new ExtractionPlanner(LocalConfiguration.read(ExtractionConfig.class, overrides));
    }

    /** The folders of templates and parameters, likewise. */
    static TemplateLibrary library(Map<String, String> overrides) {
        return new TemplateLibrary(LocalConfiguration.read(ExtractionConfig.class, overrides));
    }
}
