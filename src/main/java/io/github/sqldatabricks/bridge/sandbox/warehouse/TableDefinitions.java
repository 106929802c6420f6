package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.sandbox.warehouse.Catalogs.QualifiedName;
import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
import io.github.sqldatabricks.bridge.sandbox.warehouse.TableHistory.TableCommit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The definitions of all tables, learnt from the statements that made and changed them. Thread-safe. */
final class TableDefinitions {

    private final Map<QualifiedName, TableDefinition> definitions = new ConcurrentHashMap<>();
    private final Map<QualifiedName, String> ids = new ConcurrentHashMap<>();

    /** The table's id, which one that is dropped and made again does not keep; empty for one that an earlier process made. */
    Optional<String> id(QualifiedName table) {
        return Optional.ofNullable(ids.get(table));
    }

    /** What is known of the table. */
    TableDefinition of(QualifiedName table) {
        return definitions.getOrDefault(table, TableDefinition.NONE);
    }

    /** Learns from a statement that succeeded. */
    void learn(List<SqlToken> statement, WarehouseSession session) {
        SqlCursor tokens = new SqlCursor(statement);
        if (tokens.skipWord("CREATE")) {
            tokens.skipWords("OR", "REPLACE");
            if (tokens.skipWord("TABLE")) {
                create(tokens, session);
            }
        } else if (tokens.skipWords("DROP", "TABLE")) {
            tokens.skipWords("IF", "EXISTS");
            QualifiedName table = QualifiedName.read(tokens, session);
            definitions.remove(table);
            ids.remove(table);
        } else if (tokens.skipWords("ALTER", "TABLE")) {
            alter(tokens, session);
        }
    }

    private void create(SqlCursor tokens, WarehouseSession session) {
        boolean unlessThere = tokens.skipWords("IF", "NOT", "EXISTS");
        QualifiedName table = QualifiedName.read(tokens, session);
        ids.putIfAbsent(table, UUID.randomUUID().toString());
        if (unlessThere) {
            definitions.computeIfAbsent(table, name -> TableDefinition.parse(tokens));
        } else {
            definitions.put(table, TableDefinition.parse(tokens));
        }
    }

    private void alter(SqlCursor tokens, WarehouseSession session) {
        QualifiedName table = QualifiedName.read(tokens, session);
        Optional<QualifiedName> renamed = TableCommit.renaming(tokens, session);
        if (renamed.isPresent()) {
            Optional.ofNullable(ids.remove(table)).ifPresent(id -> ids.put(renamed.get(), id));
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
    static boolean isAlone(List<SqlToken> statement, WarehouseSession session) {
        SqlCursor tokens = new SqlCursor(statement);
        if (!tokens.skipWords("ALTER", "TABLE")) {
            return tokens.skipWord("VACUUM");
        }
        QualifiedName.read(tokens, session);
        return tokens.skipWords("SET", "TBLPROPERTIES");
    }

    /**
     * What a CREATE TABLE says that DuckDB does not keep. Names of columns are in lower case.
     *
     * @param types as declared, by column; fewer than the columns when they come from a query
     * @param comments by column
     * @param primaryKey its columns in order; Databricks does not enforce it
     * @param properties of the table
     */
    record TableDefinition(
            Map<String, SparkType> types,
            Map<String, String> comments,
            List<String> primaryKey,
            Map<String, String> properties) {

        static final TableDefinition NONE = new TableDefinition(Map.of(), Map.of(), List.of(), Map.of());

        /** Reads what comes after the table's name. */
        static TableDefinition parse(SqlCursor tokens) {
            TableDefinition definition =
                    new TableDefinition(new HashMap<>(), new HashMap<>(), new ArrayList<>(), new HashMap<>());
            if (tokens.skipSymbol("(")) {
                do {
                    definition.readColumnOrConstraint(tokens);
                } while (tokens.skipSymbol(","));
                tokens.skipSymbol(")");
            }
            while (!tokens.atEnd() && !tokens.peek(0).isWord("AS")) {
                if (tokens.skipWord("TBLPROPERTIES")) {
                    definition.properties.putAll(readProperties(tokens));
                } else {
                    tokens.next();
                }
            }
            return definition;
        }

        /** Reads {@code ('key' = 'value', delta.key = true)}. */
        static Map<String, String> readProperties(SqlCursor tokens) {
            Map<String, String> properties = new HashMap<>();
            tokens.requireSymbol("(");
            do {
                StringBuilder key = new StringBuilder(tokens.next().value());
                while (tokens.skipSymbol(".")) {
                    key.append('.').append(tokens.next().value());
                }
                tokens.skipSymbol("=");
                properties.put(key.toString(), tokens.next().value());
            } while (tokens.skipSymbol(","));
            tokens.requireSymbol(")");
            return properties;
        }

        /** The same table after its columns were changed, so that what was declared of them may not be true any more. */
        TableDefinition withoutColumns() {
            return new TableDefinition(Map.of(), Map.of(), primaryKey, properties);
        }

        /** The same table with more properties. */
        TableDefinition with(Map<String, String> more) {
            Map<String, String> all = new HashMap<>(properties);
            all.putAll(more);
            return new TableDefinition(types, comments, primaryKey, Collections.unmodifiableMap(all));
        }

        private void readColumnOrConstraint(SqlCursor tokens) {
            boolean named = tokens.skipWord("CONSTRAINT") && tokens.next() != null;
            if (tokens.skipWords("PRIMARY", "KEY")) {
                readKey(tokens);
            } else if (!named
                    && !tokens.peek(0).isWord("CHECK")
                    && !tokens.peek(0).isWord("FOREIGN")) {
                readColumn(tokens);
            }
            skipToEnd(tokens);
        }

        private void readColumn(SqlCursor tokens) {
            String name = tokens.next().value();
            String column = name.toLowerCase(Locale.ROOT);
            // The names alone stand before a query.
            if (!isEnd(tokens)) {
                types.put(column, SparkType.parse(tokens));
                readOptions(tokens, name, column);
            }
        }

        private void readKey(SqlCursor tokens) {
            tokens.requireSymbol("(");
            do {
                primaryKey.add(tokens.requireName());
                tokens.skipWord("TIMESERIES");
            } while (tokens.skipSymbol(","));
            tokens.requireSymbol(")");
        }

        private void readOptions(SqlCursor tokens, String name, String column) {
            while (!isEnd(tokens)) {
                if (tokens.skipWord("COMMENT")) {
                    comments.put(column, tokens.next().value());
                } else if (tokens.skipWords("PRIMARY", "KEY")) {
                    primaryKey.add(name);
                } else {
                    skipOne(tokens);
                }
            }
        }

        private static void skipToEnd(SqlCursor tokens) {
            while (!isEnd(tokens)) {
                skipOne(tokens);
            }
        }

        private static void skipOne(SqlCursor tokens) {
            if (tokens.peek(0).isSymbol("(")) {
                tokens.skipParentheses();
            } else {
                tokens.next();
            }
        }

        private static boolean isEnd(SqlCursor tokens) {
            return tokens.atEnd()
                    || tokens.peek(0).isSymbol(",")
                    || tokens.peek(0).isSymbol(")");
        }
    }
}
