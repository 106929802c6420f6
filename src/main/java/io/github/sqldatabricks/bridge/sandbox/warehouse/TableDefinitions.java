package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The definitions of all tables, learnt from the statements that made and changed them. Thread-safe. */
final class TableDefinitions {

    private final Map<String, TableDefinition> definitions = new ConcurrentHashMap<>();

    /** What is known of the table. */
    TableDefinition of(String catalog, String schema, String table) {
        return definitions.getOrDefault(key(List.of(catalog, schema, table)), TableDefinition.NONE);
    }

    /** Learns from a statement that succeeded. */
    void learn(List<SqlToken> statement, Session session) {
        SqlCursor tokens = new SqlCursor(statement);
        if (tokens.skipWord("CREATE")) {
            tokens.skipWords("OR", "REPLACE");
            if (tokens.skipWord("TABLE") && !tokens.skipWords("IF", "NOT", "EXISTS")) {
                definitions.put(table(tokens, session), TableDefinition.parse(tokens));
            } else if (tokens.peek(-1).isWord("EXISTS")) {
                definitions.computeIfAbsent(table(tokens, session), name -> TableDefinition.parse(tokens));
            }
        } else if (tokens.skipWords("DROP", "TABLE")) {
            tokens.skipWords("IF", "EXISTS");
            definitions.remove(table(tokens, session));
        } else if (tokens.skipWords("ALTER", "TABLE")) {
            definitions.computeIfPresent(table(tokens, session), (name, before) -> before.withoutColumns());
        }
    }

    /** Runs {@code ALTER TABLE ... SET TBLPROPERTIES (...)}, which concerns definitions only; empty for any other statement. */
    Optional<String> setProperties(List<SqlToken> statement, Session session) {
        SqlCursor tokens = new SqlCursor(statement);
        if (!tokens.skipWords("ALTER", "TABLE")) {
            return Optional.empty();
        }
        String table = table(tokens, session);
        if (!tokens.skipWords("SET", "TBLPROPERTIES")) {
            return Optional.empty();
        }
        Map<String, String> properties = TableDefinition.readProperties(tokens);
        definitions.compute(table, (name, before) -> (before == null ? TableDefinition.NONE : before).with(properties));
        return Optional.of(table);
    }

    private static String table(SqlCursor tokens, Session session) {
        List<String> parts = new ArrayList<>();
        do {
            parts.add(tokens.requireName());
        } while (tokens.skipSymbol("."));
        if (parts.size() < 2) {
            parts.add(0, session.schema());
        }
        if (parts.size() < 3) {
            parts.add(0, session.catalog());
        }
        return key(parts);
    }

    private static String key(List<String> parts) {
        return String.join(".", parts).toLowerCase(Locale.ROOT);
    }
}
