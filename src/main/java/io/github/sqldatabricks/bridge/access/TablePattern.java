package io.github.sqldatabricks.bridge.access;

/**
 * Which tables a permission is about: {@code *} (everything, other databases and servers too), {@code schema.*},
 * {@code schema.table}, {@code table} (in {@code dbo}), or one of these behind {@code database.}. A pattern without a
 * database means the one that the country's connection opens, and no other.
 *
 * @param table the names to match; {@code *} as its name stands for every table of the schema
 * @param everything whether all tables match
 */
public record TablePattern(TableName table, boolean everything) {

    private static final String WILDCARD = "*";

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static TablePattern parse(String text) {
        if (text.equals(WILDCARD)) {
            return new TablePattern(new TableName("", WILDCARD, WILDCARD), true);
        }
        TableName table = TableName.parse(text);
        boolean bareWildcard = TableName.parts(text).size() == 1 && table.name().equals(WILDCARD);
        boolean partOfName = table.name().contains(WILDCARD) && !table.name().equals(WILDCARD);
        if (bareWildcard || partOfName || (table.schema() + table.database()).contains(WILDCARD)) {
            throw new IllegalArgumentException("a wildcard must be the whole last part");
        }
        return new TablePattern(table, false);
    }

    /** Whether the permission is about this table. */
    public boolean matches(TableName candidate) {
        return everything
                || table.database().equals(candidate.database())
                        && table.schema().equals(candidate.schema())
                        && (table.name().equals(WILDCARD) || table.name().equals(candidate.name()));
    }

    /** The pattern as the permissions file would hold it, in lower case. */
    @Override
    public String toString() {
        return everything ? WILDCARD : table.toString();
    }
}
