package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A table, view or function as a query names it, in lower case, because SQL Server compares names without case (under
 * nearly every collation).
 *
 * @param database the database's name; empty for the one that the country's connection opens
 * @param schema never empty
 * @param name never empty
 */
public record TableName(String database, String schema, String name) implements Comparable<TableName> {

    private static final Comparator<TableName> ORDER = Comparator.comparing(TableName::database)
            .thenComparing(TableName::schema)
            .thenComparing(TableName::name);

    /**
     * Reads a name of one to three parts, with or without brackets or double quotes.
     *
     * @throws IllegalArgumentException when it is no such name; four parts (a linked server) are refused too
     */
    public static TableName parse(String text) {
        List<String> parts = Identifiers.parts(text);
        int count = parts.size();
        String name = parts.get(count - 1);
        String schema = count > 1 ? parts.get(count - 2) : "";
        String database = count > 2 ? parts.get(count - 3) : "";
        boolean databaseMissing = count == 3 && database.isEmpty();
        boolean schemaMissing = count == 2 && schema.isEmpty();
        if (count > 3 || name.isEmpty() || databaseMissing || schemaMissing) {
            throw new IllegalArgumentException("not a table name of one to three parts");
        }
        return new TableName(database, schema.isEmpty() ? Identifiers.DEFAULT_SCHEMA : schema, name);
    }

    /** The table of the database that the connection opens. */
    public static TableName of(SqlServerTable table) {
        return new TableName(
                "", table.schema().toLowerCase(Locale.ROOT), table.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public int compareTo(TableName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return database.isEmpty() ? schema + "." + name : database + "." + schema + "." + name;
    }
}
