package io.github.sqldatabricks.bridge.airbyte.configuration;

import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection.NamePattern;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection.TableReference;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which tables are streams.
 *
 * @param catalog of Unity Catalog
 * @param schema one schema, or empty for all that may be seen
 * @param names these only, or empty for all; each must be there
 * @param pattern those whose names fit only, or empty for all; never together with {@code names}
 */
public record TableSelection(
        String catalog, Optional<String> schema, List<TableReference> names, Optional<NamePattern> pattern) {

    private static final String ANY = "any";
    private static final String OLD_METASTORE = "hive_metastore";

    public TableSelection {
        names = List.copyOf(names);
    }

    /** Whether a table of the catalog and its selected schemas is a stream. */
    public boolean selects(UnityTable table) {
        boolean named = names.isEmpty() || names.stream().anyMatch(name -> name.matches(table));
        return named && pattern.map(some -> some.matches(table.name())).orElse(true);
    }

    /**
     * A pattern of names: {@code *} stands for any characters, {@code ?} for one; case is ignored, as Unity Catalog does.
     *
     * @param text not empty
     */
    public record NamePattern(String text) {

        /** Whether all of {@code name} fits; linear in its length for any pattern that has one {@code *}. */
        public boolean matches(String name) {
            int inPattern = 0;
            int star = -1;
            int retry = 0;
            int inName = 0;
            while (inName < name.length()) {
                if (inPattern < text.length() && text.charAt(inPattern) == '*') {
                    star = inPattern++;
                    retry = inName;
                } else if (inPattern < text.length() && fits(text.charAt(inPattern), name.charAt(inName))) {
                    inPattern++;
                    inName++;
                } else if (star >= 0) {
                    inPattern = star + 1;
                    inName = ++retry;
                } else {
                    return false;
                }
            }
            return text.substring(inPattern).chars().allMatch(character -> character == '*');
        }

        private static boolean fits(char wanted, char character) {
            return wanted == '?' || Character.toLowerCase(wanted) == Character.toLowerCase(character);
        }
    }

    /**
     * A table as a user names it.
     *
     * @param schema its schema, or empty for a table of that name in any selected schema
     */
    public record TableReference(Optional<String> schema, String name) {

        /** Whether the table is meant; case is ignored, as Unity Catalog does. */
        public boolean matches(UnityTable table) {
            return name.equalsIgnoreCase(table.name())
                    && schema.map(table.schema()::equalsIgnoreCase).orElse(true);
        }

        @Override
        public String toString() {
            return schema.map(text -> text + ".").orElse("") + name;
        }
    }

    /** Reads the fields that say which tables are streams. */
    static TableSelection read(ConfigurationFields fields) {
        String catalog = fields.requiredText("catalog");
        Optional<String> schema = fields.text("schema");
        Stream.of(catalog).filter(name -> !name.isEmpty()).forEach(name -> requireName(fields, "catalog", name));
        schema.ifPresent(name -> requireName(fields, "schema", name));
        requireUnity(fields, catalog);
        List<TableReference> names = names(fields);
        names.forEach(name -> requireSchema(fields, name, schema));
        Optional<NamePattern> pattern = fields.text("table_pattern").map(NamePattern::new);
        requireOneAtMost(fields);
        return new TableSelection(catalog, schema, names, pattern);
    }

    /** Configurations of older connectors may name it. */
    private static void requireUnity(ConfigurationFields fields, String catalog) {
        if (catalog.equalsIgnoreCase(OLD_METASTORE)) {
            fields.problem(
                    "catalog",
                    "hive_metastore is the old metastore, which this connector does not read: it reads Unity Catalog. Upgrade"
                            + " its tables (SYNC SCHEMA main.sales FROM hive_metastore.sales), or federate it into a catalog, and"
                            + " configure that catalog; schema and table stay as they are");
        }
    }

    private static List<TableReference> names(ConfigurationFields fields) {
        List<TableReference> names = new ArrayList<>();
        fields.text("table").map(text -> table(fields, "table", text)).ifPresent(names::add);
        fields.texts("tables").forEach(text -> names.add(table(fields, "tables", text.strip())));
        return names;
    }

    /** A table as a user names it: {@code table} or {@code schema.table}; no name of Unity Catalog has a dot. */
    static TableReference table(ConfigurationFields fields, String field, String text) {
        int dot = text.indexOf('.');
        TableReference name = dot < 0
                ? new TableReference(Optional.empty(), text)
                : new TableReference(Optional.of(text.substring(0, dot)), text.substring(dot + 1));
        if (!isName(name.name()) || !isName(name.schema().orElse(ANY))) {
            fields.problem(field, "expected 'table' or 'schema.table', but got " + QuotedInput.of(text));
        }
        return name;
    }

    private static void requireName(ConfigurationFields fields, String field, String name) {
        if (!isName(name)) {
            fields.problem(field, "expected one name without dots and blanks, but got " + QuotedInput.of(name));
        }
    }

    private static boolean isName(String text) {
        try {
            return new UnityTable(ANY, ANY, text).name().equals(text);
        } catch (BridgeException.InvalidRequest e) {
            return false;
        }
    }

    private static void requireSchema(ConfigurationFields fields, TableReference name, Optional<String> schema) {
        boolean other = schema.isPresent()
                && name.schema().isPresent()
                && !name.schema().get().equalsIgnoreCase(schema.get());
        if (other) {
            fields.problem(
                    "schema",
                    "is another one than that of the table '" + name + "'; leave it out to read from several");
        }
    }

    private static void requireOneAtMost(ConfigurationFields fields) {
        List<String> given = Stream.of("table", "tables", "table_pattern")
                .filter(fields::has)
                .toList();
        if (given.size() > 1) {
            fields.problem(
                    given.get(1),
                    "expected one of table, tables and table_pattern, but got " + String.join(" and ", given));
        }
    }
}
