package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.input.ConfinedFolder;
import io.github.sqldatabricks.bridge.extraction.input.CountryParameters;
import io.github.sqldatabricks.bridge.extraction.input.LastGood;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Looks through all templates and parameter files: a broken one is known before somebody needs it, a good one is remembered. */
final class InputFiles {

    /** {@code queries/<folder>/countries/<country>}, and one to spare. */
    private static final int DEPTH = 4;

    private static final String TEMPLATE = ".sql";
    private static final String PARAMETERS = ".yaml";
    /** Users and tokens stand beside the parameters, and have their own check. */
    private static final String PERMISSIONS = "permissions";

    private final ExtractionConfig config;
    private final LastGood lastGood;
    private final Set<Path> present = new HashSet<>();

    InputFiles(ExtractionConfig config, LastGood lastGood) {
        this.config = config;
        this.lastGood = lastGood;
    }

    void check() {
        present.clear();
        below(config.queriesPath(), "queries_path", this::templates);
        below(config.configPath(), "config_path", this::parameters);
        lastGood.retain(present);
    }

    private static void below(Path root, String field, BiConsumer<ConfinedFolder, Integer> look) {
        if (Files.isDirectory(root)) {
            look.accept(ConfinedFolder.below(root, Optional.empty(), field), DEPTH);
        }
    }

    private void templates(ConfinedFolder folder, int depth) {
        for (String name : folder.fileNames(TEMPLATE)) {
            String stem = name.substring(0, name.length() - TEMPLATE.length());
            look(folder, name, text -> SqlTemplate.parse(new QueryName(stem), text));
        }
        descend(folder, depth, this::templates);
    }

    private void parameters(ConfinedFolder folder, int depth) {
        for (String name : folder.fileNames(PARAMETERS)) {
            if (!name.startsWith(PERMISSIONS)) {
                look(folder, name, text -> CountryParameters.parse(name, text));
            }
        }
        descend(folder, depth, this::parameters);
    }

    private static void descend(ConfinedFolder folder, int depth, BiConsumer<ConfinedFolder, Integer> look) {
        if (depth > 0) {
            folder.folderNames().stream()
                    .flatMap(name -> folder.folder(name).stream())
                    .forEach(below -> look.accept(below, depth - 1));
        }
    }

    private void look(ConfinedFolder folder, String name, Function<String, Object> parser) {
        folder.file(name).ifPresent(file -> {
            present.add(file);
            try {
                lastGood.parse(folder, file, parser);
            } catch (BridgeException.InvalidRequest neverGood) {
                // It is known as broken now.
            }
        });
    }
}
