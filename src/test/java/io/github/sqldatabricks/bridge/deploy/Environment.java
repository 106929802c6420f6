package io.github.sqldatabricks.bridge.deploy;

import io.quarkus.runtime.configuration.DurationConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The environment variables of an overlay, and those that the documentation knows. */
final class Environment {

    private static final Pattern ROW = Pattern.compile("^\\| `(bridge\\.[^`]+)` \\| (?:`([A-Z_]+)`)?");

    /** Of Quarkus, with a short name; docs/configuration.md tells of them in its text. */
    private static final Set<String> QUARKUS = Set.of("LOG_JSON", "LOG_LEVEL", "API_HOST", "API_PORT");

    private Environment() {}

    static Map<String, String> of(Path overlay) throws IOException {
        Map<String, String> variables = new TreeMap<>();
        for (String line : Files.readAllLines(overlay.resolve("settings.env"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split("=", 2);
                variables.put(parts[0], parts[1]);
            }
        }
        return variables;
    }

    static Duration duration(Path overlay, String variable) throws IOException {
        return new DurationConverter().convert(of(overlay).get(variable));
    }

    static Set<String> documented() throws IOException {
        Set<String> variables = new TreeSet<>(QUARKUS);
        for (String line : Files.readAllLines(Path.of("docs/configuration.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.find()) {
                variables.add(row.group(1).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
                if (row.group(2) != null) {
                    variables.add(row.group(2));
                }
            }
        }
        return variables;
    }
}
