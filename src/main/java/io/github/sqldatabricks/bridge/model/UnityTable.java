package io.github.sqldatabricks.bridge.model;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A table or view of Unity Catalog.
 *
 * @param catalog 1 to 255 characters, none of them invisible, a dot, a slash or a blank
 * @param schema as the catalog
 * @param name as the catalog
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-names">Names</a>
 */
public record UnityTable(String catalog, String schema, String name) {

    /** What the text of a name looks like: three parts, each plain or in backticks. Invisible characters beyond ASCII are refused, too. */
    public static final String PATTERN = "(" + Part.TEXT + ")(\\.(" + Part.TEXT + ")){2}";

    private static final int PARTS = 3;
    private static final Pattern VALID = Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}./ ]{1,255}");
    private static final String EXPECTED = "a table like 'catalog.schema.table'";

    /** @throws BridgeException.InvalidRequest when a part is not valid */
    public UnityTable {
        Names.require(catalog, VALID, ErrorCode.INVALID_SOURCE_TABLE, EXPECTED);
        Names.require(schema, VALID, ErrorCode.INVALID_SOURCE_TABLE, EXPECTED);
        Names.require(name, VALID, ErrorCode.INVALID_SOURCE_TABLE, EXPECTED);
    }

    /** A part of a name as text. */
    private static final class Part {
        private static final String TEXT =
                "[^`./ \\x00-\\x1f\\x7f][^./ \\x00-\\x1f\\x7f]{0,254}|`([^`./ \\x00-\\x1f\\x7f]|``){1,255}`";

        private Part() {}
    }

    /**
     * Reads {@code catalog.schema.table}, with or without backticks.
     *
     * @throws BridgeException.InvalidRequest when it is something else
     */
    public static UnityTable parse(String text) {
        List<String> parts = Names.parts(text, '`', '`');
        if (parts.size() != PARTS) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_SOURCE_TABLE, "Expected " + EXPECTED + ", but got " + Names.shown(text) + ".");
        }
        return new UnityTable(parts.get(0), parts.get(1), parts.get(2));
    }

    /** The name for a statement: {@code `catalog`.`schema`.`name`}. */
    public String quoted() {
        return quote(catalog) + "." + quote(schema) + "." + quote(name);
    }

    /** One identifier, such as a column, for a statement. */
    public static String quote(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    @Override
    public String toString() {
        return catalog + "." + schema + "." + name;
    }
}
