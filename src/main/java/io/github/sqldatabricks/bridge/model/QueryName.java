package io.github.sqldatabricks.bridge.model;

import java.util.regex.Pattern;

/**
 * The name of a query template: its file name without {@code .sql}. It becomes a folder and a file in the volume.
 *
 * @param value 1 to 128 letters, digits, underscores, hyphens or dots, starting with a letter, digit or underscore
 */
public record QueryName(String value) implements Comparable<QueryName> {

    /** What a name looks like. */
    public static final String PATTERN = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";

    private static final Pattern VALID = Pattern.compile(PATTERN);

    /** @throws BridgeException.InvalidRequest when the name is not valid */
    public QueryName {
        Names.require(
                value,
                VALID,
                ErrorCode.INVALID_QUERY_NAME,
                "a query name of 1 to 128 letters, digits, '_', '-' or '.'");
    }

    @Override
    public int compareTo(QueryName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
