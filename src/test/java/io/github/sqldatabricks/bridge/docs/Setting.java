package io.github.sqldatabricks.bridge.docs;

/**
 * One setting of the service, as docs/configuration.md shows it.
 *
 * @param name property name, such as {@code bridge.jobs.retention}; {@code <name>} stands for a map's key
 * @param defaultValue as written in {@code @WithDefault}, or empty
 * @param meaning first paragraph of the Javadoc
 */
record Setting(String name, String defaultValue, String meaning) {

    String row(String environmentVariable) {
        return "| `" + name + "` | " + code(environmentVariable) + " | " + code(defaultValue) + " | " + meaning + " |";
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }
}
