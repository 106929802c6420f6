package io.github.sqldatabricks.bridge.replication.config;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which tables are meant: {@code schema.table} or {@code table} (in dbo), names with dots or blanks in brackets; {@code *} stands for any
 * characters. Names are compared without case, as SQL Server's usual collation does.
 *
 * @param names as they are written, with their {@code *}
 */
public record StreamPattern(SqlServerTable names) {

    private static final String WILDCARD = "*";

    /** @throws io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest when it is no name of a table */
    static StreamPattern parse(String text) {
        return new StreamPattern(SqlServerTable.parse(text));
    }

    /** Whether it names one table and no others. */
    public boolean isExact() {
        return !names.toString().contains(WILDCARD);
    }

    /** How many characters it says: of two patterns that meet a table, the longer one wins. */
    public int length() {
        return names.toString().replace(WILDCARD, "").length();
    }

    /** Whether it means this table. */
    public boolean matches(SqlServerTable table) {
        return matches(names.schema(), table.schema()) && matches(names.name(), table.name());
    }

    private static boolean matches(String pattern, String name) {
        if (!pattern.contains(WILDCARD)) {
            return pattern.equalsIgnoreCase(name);
        }
        String expression = Arrays.stream(pattern.split(Pattern.quote(WILDCARD), -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL)
                .matcher(name)
                .matches();
    }

    /** The same for every spelling of it. */
    StreamPattern folded() {
        return new StreamPattern(new SqlServerTable(
                names.schema().toLowerCase(Locale.ROOT), names.name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public String toString() {
        return names.toString();
    }
}
