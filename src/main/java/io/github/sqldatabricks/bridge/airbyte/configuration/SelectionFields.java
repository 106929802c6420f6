package io.github.sqldatabricks.bridge.airbyte.configuration;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The fields that say which tables are streams. */
final class SelectionFields {

    private static final String ANY = "any";
    private static final String OLD_METASTORE = "hive_metastore";

    private SelectionFields() {}

    static TableSelection read(Fields fields) {
        String catalog = fields.requiredText("catalog");
        Optional<String> schema = fields.text("schema");
        Stream.of(catalog).filter(name -> !name.isEmpty()).forEach(name -> requireName(fields, "catalog", name));
        schema.ifPresent(name -> requireName(fields, "schema", name));
        requireUnity(fields, catalog);
        List<TableName> names = names(fields);
        names.forEach(name -> requireSchema(fields, name, schema));
        Optional<NamePattern> pattern = fields.text("table_pattern").map(NamePattern::new);
        requireOneAtMost(fields);
        return new TableSelection(catalog, schema, names, pattern);
    }

    /** Configurations of older connectors may name it. */
    private static void requireUnity(Fields fields, String catalog) {
        if (catalog.equalsIgnoreCase(OLD_METASTORE)) {
            fields.problem(
                    "catalog",
                    "hive_metastore is the old metastore, which this connector does not read: it reads Unity Catalog. Upgrade"
                            + " its tables (SYNC SCHEMA main.sales FROM hive_metastore.sales), or federate it into a catalog, and"
                            + " configure that catalog; schema and table stay as they are");
        }
    }

    private static List<TableName> names(Fields fields) {
        List<TableName> names = new ArrayList<>();
        fields.text("table").map(text -> table(fields, "table", text)).ifPresent(names::add);
        fields.texts("tables").forEach(text -> names.add(table(fields, "tables", text.strip())));
        return names;
    }

    /** A table as a user names it: {@code table} or {@code schema.table}; no name of Unity Catalog has a dot. */
    static TableName table(Fields fields, String field, String text) {
        int dot = text.indexOf('.');
        TableName name = dot < 0
                ? new TableName(Optional.empty(), text)
                : new TableName(Optional.of(text.substring(0, dot)), text.substring(dot + 1));
        if (!isName(name.name()) || !isName(name.schema().orElse(ANY))) {
            fields.problem(field, "expected 'table' or 'schema.table', but got " + QuotedInput.of(text));
        }
        return name;
    }

    private static void requireName(Fields fields, String field, String name) {
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

    private static void requireSchema(Fields fields, TableName name, Optional<String> schema) {
        boolean other = schema.isPresent()
                && name.schema().isPresent()
                && !name.schema().get().equalsIgnoreCase(schema.get());
        if (other) {
            fields.problem(
                    "schema",
                    "is another one than that of the table '" + name + "'; leave it out to read from several");
        }
    }

    private static void requireOneAtMost(Fields fields) {
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
