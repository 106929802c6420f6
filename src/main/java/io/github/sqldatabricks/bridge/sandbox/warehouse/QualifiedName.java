package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table by all parts of its name, in lower case: neither Databricks nor DuckDB tells names apart by case.
 *
 * @param catalog as Databricks names it
 */
record QualifiedName(String catalog, String schema, String name) {

    private static final int PARTS = 3;

    QualifiedName {
        catalog = catalog.toLowerCase(Locale.ROOT);
        schema = schema.toLowerCase(Locale.ROOT);
        name = name.toLowerCase(Locale.ROOT);
    }

    /** Reads the name that begins here; the session gives the parts that it leaves out. */
    static QualifiedName read(SqlCursor tokens, WarehouseSession session) {
        List<String> parts = new ArrayList<>();
        do {
            parts.add(tokens.requireName());
        } while (tokens.skipSymbol("."));
        if (parts.size() == 1) {
            parts.add(0, session.schema());
        }
        if (parts.size() < PARTS) {
            parts.add(0, session.catalog());
        }
        return new QualifiedName(parts.get(0), parts.get(1), parts.get(2));
    }

    /** As DuckDB knows it. */
    String duckSql() {
        return SqlToken.quotedName(Catalogs.duckName(catalog)) + "." + SqlToken.quotedName(schema) + "."
                + SqlToken.quotedName(name);
    }

    @Override
    public String toString() {
        return catalog + "." + schema + "." + name;
    }
}
