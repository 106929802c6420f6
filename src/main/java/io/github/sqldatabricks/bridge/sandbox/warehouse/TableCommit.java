package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.util.List;
import java.util.Optional;

/**
 * What a statement did to a table, so that the table has a new version.
 *
 * @param operation the statement's first word, or {@code DROP}
 */
record TableCommit(String operation, TableName table) {

    static final String DROP = "DROP";
    static final String UPDATE = "UPDATE";

    /** The commit of a statement that succeeded; empty when it changes no table. */
    static Optional<TableCommit> of(List<SqlToken> statement, Session session) {
        SqlCursor tokens = new SqlCursor(statement);
        String operation = operation(tokens);
        return operation.isEmpty()
                ? Optional.empty()
                : Optional.of(new TableCommit(operation, TableName.read(tokens, session)));
    }

    /** Moves on to the table's name. */
    private static String operation(SqlCursor tokens) {
        if (tokens.skipWord("CREATE")) {
            tokens.skipWords("OR", "REPLACE");
            boolean table = tokens.skipWord("TABLE");
            tokens.skipWords("IF", "NOT", "EXISTS");
            return table ? "CREATE" : "";
        }
        if (tokens.skipWords("DROP", "TABLE")) {
            tokens.skipWords("IF", "EXISTS");
            return DROP;
        }
        if (tokens.skipWords("INSERT", "INTO") || tokens.skipWords("INSERT", "OVERWRITE")) {
            tokens.skipWord("TABLE");
            return "INSERT";
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
