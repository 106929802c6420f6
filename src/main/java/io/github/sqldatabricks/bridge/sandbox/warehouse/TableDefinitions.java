package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The definitions of all tables, learnt from the statements that made and changed them. Thread-safe. */
final class TableDefinitions {

    private final Map<TableName, TableDefinition> definitions = new ConcurrentHashMap<>();

    /** What is known of the table. */
    TableDefinition of(TableName table) {
        return definitions.getOrDefault(table, TableDefinition.NONE);
    }

    /** Learns from a statement that succeeded. */
    void learn(List<SqlToken> statement, Session session) {
        SqlCursor tokens = new SqlCursor(statement);
        if (tokens.skipWord("CREATE")) {
            tokens.skipWords("OR", "REPLACE");
            if (tokens.skipWord("TABLE")) {
                create(tokens, session);
            }
        } else if (tokens.skipWords("DROP", "TABLE")) {
            tokens.skipWords("IF", "EXISTS");
            definitions.remove(TableName.read(tokens, session));
        } else if (tokens.skipWords("ALTER", "TABLE")) {
            alter(tokens, session);
        }
    }

    private void create(SqlCursor tokens, Session session) {
        if (tokens.skipWords("IF", "NOT", "EXISTS")) {
            definitions.computeIfAbsent(TableName.read(tokens, session), name -> TableDefinition.parse(tokens));
        } else {
            definitions.put(TableName.read(tokens, session), TableDefinition.parse(tokens));
        }
    }

    private void alter(SqlCursor tokens, Session session) {
        TableName table = TableName.read(tokens, session);
        Optional<TableName> renamed = TableCommit.renaming(tokens, session);
        if (renamed.isPresent()) {
            TableDefinition definition = definitions.remove(table);
            if (definition != null) {
                definitions.put(renamed.get(), definition);
            }
        } else if (tokens.skipWords("SET", "TBLPROPERTIES")) {
            definitions.put(table, of(table).with(TableDefinition.readProperties(tokens)));
        } else {
            definitions.computeIfPresent(table, (name, before) -> before.withoutColumns());
        }
    }

    /** Whether the statement concerns definitions only, so that DuckDB has nothing to do with it. */
    static boolean isAlone(List<SqlToken> statement, Session session) {
        SqlCursor tokens = new SqlCursor(statement);
        if (!tokens.skipWords("ALTER", "TABLE")) {
            return tokens.skipWord("VACUUM");
        }
        TableName.read(tokens, session);
        return tokens.skipWords("SET", "TBLPROPERTIES");
    }
}
