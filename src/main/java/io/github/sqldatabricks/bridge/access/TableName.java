package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** The schema of a name that gives none; the login of the bridge must have it as its default schema. */
    static final String DEFAULT_SCHEMA = "dbo";

    private static final Pattern PART =
            Pattern.compile("\\[((?:[^\\]]|\\]\\])+)\\]|\"((?:[^\"]|\"\")+)\"|([^.\\[\\]\"\\s]*)");

    /**
     * Reads a name of one to three parts, with or without brackets or double quotes.
     *
     * @throws IllegalArgumentException when it is no such name; four parts (a linked server) are refused too
     */
    public static TableName parse(String text) {
        List<String> parts = parts(text);
        int count = parts.size();
        String name = parts.get(count - 1);
        String schema = count > 1 ? parts.get(count - 2) : "";
        String database = count > 2 ? parts.get(count - 3) : "";
        boolean databaseMissing = count == 3 && database.isEmpty();
        boolean schemaMissing = count == 2 && schema.isEmpty();
        if (count > 3 || name.isEmpty() || databaseMissing || schemaMissing) {
            throw new IllegalArgumentException("not a table name of one to three parts");
        }
        return new TableName(database, schema.isEmpty() ? DEFAULT_SCHEMA : schema, name);
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

    /**
     * The parts of a dotted name, in lower case, without brackets or quotes; a part left out is empty: {@code db..[My Table]} becomes
     * {@code db}, an empty part and {@code my table}.
     *
     * @see <a href="https://learn.microsoft.com/en-us/sql/relational-databases/databases/database-identifiers">Database
     *     identifiers</a>
     * @throws IllegalArgumentException when the text is not a name
     */
    static List<String> parts(String name) {
        List<String> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(name);
        int position = 0;
        while (matcher.region(position, name.length()).lookingAt()) {
            parts.add(unquoted(matcher));
            position = matcher.end();
            if (position == name.length()) {
                return parts;
            }
            if (name.charAt(position++) != '.') {
                break;
            }
        }
        throw new IllegalArgumentException("not a table name");
    }

    private static String unquoted(Matcher matcher) {
        String text = matcher.group(3);
        if (matcher.group(1) != null) {
            text = matcher.group(1).replace("]]", "]");
        } else if (matcher.group(2) != null) {
            text = matcher.group(2).replace("\"\"", "\"");
        }
        return text.toLowerCase(Locale.ROOT);
    }
}
