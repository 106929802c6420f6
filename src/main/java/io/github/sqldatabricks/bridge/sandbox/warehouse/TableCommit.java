package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.util.List;
import java.util.Optional;

/**
 * What a statement did to a table, so that the table has a new version.
 *
 * @param operation the statement's first word, or {@code DROP}
 * @param renamedTo the name that the table has now; empty when it has kept its name
 */
record TableCommit(String operation, TableName table, Optional<TableName> renamedTo) {

    static final String DROP = "DROP";
    static final String CREATE = "CREATE";
    static final String UPDATE = "UPDATE";

    /** The commit of a statement that succeeded; empty when it changes no table. */
    static Optional<TableCommit> of(List<SqlToken> statement, Session session) {
        SqlCursor tokens = new SqlCursor(statement);
        String operation = operation(tokens);
        if (operation.isEmpty()) {
            return Optional.empty();
        }
        TableName table = TableName.read(tokens, session);
        return Optional.of(new TableCommit(operation, table, renaming(tokens, session)));
    }

    /** What follows a table's name in {@code ALTER TABLE a RENAME TO b}; empty when something else follows. */
    static Optional<TableName> renaming(SqlCursor tokens, Session session) {
        return tokens.skipWords("RENAME", "TO") ? Optional.of(TableName.read(tokens, session)) : Optional.empty();
    }

    /** Whether the table has nothing of what it had before. */
    boolean startsAnew() {
        return operation.equals(DROP) || operation.equals(CREATE);
    }

    /** Moves on to the table's name. */
    private static String operation(SqlCursor tokens) {
        if (tokens.skipWord("CREATE")) {
            tokens.skipWords("OR", "REPLACE");
            boolean table = tokens.skipWord("TABLE");
            tokens.skipWords("IF", "NOT", "EXISTS");
            return table ? CREATE : "";
        }
        if (tokens.skipWords("DROP", "TABLE")) {
            tokens.skipWords("IF", "EXISTS");
            return DROP;
        }
        if (tokens.skipWords("INSERT", "INTO") || tokens.skipWords("INSERT", "OVERWRITE")) {
            tokens.skipWord("TABLE");
            return "INSERT";
        }
        if (tokens.skipWords("COPY", "INTO")) {
            return "COPY INTO";
        }
        if (tokens.skipWords("MERGE", "INTO")) {
            return "MERGE";
        }
        if (tokens.skipWords("DELETE", "FROM")) {
            return "DELETE";
        }
        if (tokens.skipWords("ALTER", "TABLE")) {
            return "ALTER";
        }
        return tokens.skipWord(UPDATE) ? UPDATE : "";
    }
}
