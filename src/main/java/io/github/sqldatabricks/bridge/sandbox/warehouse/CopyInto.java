package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.sandbox.warehouse.Catalogs.QualifiedName;
import io.github.sqldatabricks.bridge.sandbox.warehouse.DatabricksSql.TranslatedSql;
import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
import io.github.sqldatabricks.bridge.sandbox.warehouse.TableDefinitions.TableDefinition;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * COPY INTO of Parquet files. As in Databricks, a table takes each path once, whatever the file holds later, unless {@code
 * 'force' = 'true'} is among the options. Thread-safe.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/delta-copy-into">COPY INTO</a>
 */
final class CopyInto {

    private final SandboxVolumes volumes;
    private final Map<QualifiedName, Set<Path>> loaded = new ConcurrentHashMap<>();

    CopyInto(SandboxVolumes volumes) {
        this.volumes = volumes;
    }

    /**
     * What one statement has to load.
     *
     * @param table the target
     * @param files those that the table has not yet; may be empty
     */
    record Load(QualifiedName table, List<Path> files) {

        /** Loads the files, each column into the one of its name. */
        TranslatedSql sql() {
            return new TranslatedSql(
                    "INSERT INTO " + table.duckSql() + " BY NAME SELECT * FROM " + SandboxVolumes.readParquet(files),
                    List.of());
        }
    }

    /**
     * The load that the statement asks for; empty when it is another statement.
     *
     * @throws StatementFailure when it asks for what the sandbox does not have
     */
    Optional<Load> plan(List<SqlToken> statement, WarehouseSession session) {
        SqlCursor tokens = new SqlCursor(statement);
        if (!tokens.skipWords("COPY", "INTO")) {
            return Optional.empty();
        }
        QualifiedName table = QualifiedName.read(tokens, session);
        if (!tokens.skipWord("FROM")) {
            throw StatementFailure.syntax(
                    "Expected FROM '/Volumes/...' near '" + tokens.peek(0).value() + "'");
        }
        String folder = tokens.require(SqlToken.Kind.STRING, "a path in quotes").value();
        if (!tokens.skipWord("FILEFORMAT") || !tokens.skipSymbol("=") || !tokens.skipWord("PARQUET")) {
            throw StatementFailure.syntax("Expected FILEFORMAT = PARQUET, the only one in the sandbox");
        }
        return Optional.of(new Load(table, wanted(tokens, table, folder)));
    }

    private List<Path> wanted(SqlCursor tokens, QualifiedName table, String folder) {
        Set<String> names = new HashSet<>();
        boolean force = false;
        while (!tokens.atEnd()) {
            if (tokens.skipWord("FILES")) {
                tokens.requireSymbol("=");
                names.addAll(texts(tokens));
            } else if (tokens.skipWord("COPY_OPTIONS")) {
                force |= "true"
                        .equalsIgnoreCase(TableDefinition.readProperties(tokens).get("force"));
            } else if (tokens.skipWord("FORMAT_OPTIONS")) {
                tokens.skipParentheses();
            } else {
                throw StatementFailure.syntax("Expected FILES, COPY_OPTIONS or FORMAT_OPTIONS near '"
                        + tokens.peek(0).value() + "'");
            }
        }
        Set<Path> before = force ? Set.of() : loaded.getOrDefault(table, Set.of());
        return volumes.parquetFiles(folder).stream()
                .filter(file ->
                        names.isEmpty() || names.contains(file.getFileName().toString()))
                .filter(file -> !before.contains(file))
                .collect(Collectors.toList());
    }

    private static Set<String> texts(SqlCursor tokens) {
        Set<String> texts = new HashSet<>();
        tokens.requireSymbol("(");
        do {
            texts.add(tokens.require(SqlToken.Kind.STRING, "a file's name in quotes")
                    .value());
        } while (tokens.skipSymbol(","));
        tokens.requireSymbol(")");
        return texts;
    }

    /** The table has these files now. */
    void done(Load load) {
        loaded.computeIfAbsent(load.table(), table -> ConcurrentHashMap.newKeySet())
                .addAll(load.files());
    }

    /** A table that was made anew or dropped has none. */
    void forget(QualifiedName table) {
        loaded.remove(table);
    }
}
