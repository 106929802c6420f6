package io.github.sqldatabricks.bridge.model;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A table of the SQL Server database that a connection opens. Together with {@link UnityTable} the only code that quotes
 * identifiers.
 *
 * @param schema 1 to 128 characters, none of them invisible (control, zero-width, bidirectional): SQL Server ignores some of these
 *     when it compares names, so such a name could mean another table than the one that permissions are about
 * @param name as the schema
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/databases/database-identifiers">Database
 *     identifiers</a>
 */
public record SqlServerTable(String schema, String name) {

    /**
     * What the text of a name looks like: one part or two, each plain or in brackets, without blanks at their ends. Invisible characters
     * beyond ASCII are refused, too.
     */
    public static final String PATTERN = "(" + Part.TEXT + ")(\\.(" + Part.TEXT + "))?";

    /** The schema of a name that gives none. */
    public static final String DEFAULT_SCHEMA = "dbo";

    private static final Pattern VALID = Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}]{1,128}");
    private static final String EXPECTED =
            "a target_table like 'schema.table' or 'table' (in dbo), names with dots or blanks in [brackets]";

    /** @throws BridgeException.InvalidRequest when a part is not valid */
    public SqlServerTable {
        Names.require(schema, VALID, ErrorCode.INVALID_TARGET_TABLE, EXPECTED);
        Names.require(name, VALID, ErrorCode.INVALID_TARGET_TABLE, EXPECTED);
    }

    /** A part of a name as text. */
    private static final class Part {
        private static final String PLAIN =
                "[^\\[. \\x00-\\x1f\\x7f]([^.\\x00-\\x1f\\x7f]{0,126}[^. \\x00-\\x1f\\x7f])?";
        private static final String BRACKETED = "\\[([^\\] \\x00-\\x1f\\x7f]|\\]\\])"
                + "(([^\\]\\x00-\\x1f\\x7f]|\\]\\]){0,126}([^\\] \\x00-\\x1f\\x7f]|\\]\\]))?\\]";
        private static final String TEXT = PLAIN + "|" + BRACKETED;

        private Part() {}
    }

    /**
     * Reads {@code schema.table} or {@code table}, with or without brackets.
     *
     * @throws BridgeException.InvalidRequest when it is neither; a database before the schema is refused too
     */
    public static SqlServerTable parse(String text) {
        List<String> parts = Names.parts(text, '[', ']');
        if (parts.isEmpty() || parts.size() > 2) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_TARGET_TABLE, "Expected " + EXPECTED + ", but got " + Names.shown(text) + ".");
        }
        return parts.size() == 1
                ? new SqlServerTable(DEFAULT_SCHEMA, parts.get(0))
                : new SqlServerTable(parts.get(0), parts.get(1));
    }

    /** The name for a statement: {@code [schema].[name]}. */
    public String quoted() {
        return quote(schema) + "." + quote(name);
    }

    /** One identifier, such as a column, for a statement. */
    public static String quote(String identifier) {
        return "[" + identifier.replace("]", "]]") + "]";
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
