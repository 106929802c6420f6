package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.sandbox.warehouse.Catalogs.QualifiedName;
import io.github.sqldatabricks.bridge.sandbox.warehouse.DatabricksSql.TranslatedSql;
import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The folders that stand for volumes: the Parquet files that a statement names by a path, and CREATE, DROP and SHOW VOLUME. Names
 * that begin with {@code _} or {@code .} are hidden, as they are to Spark.
 *
 * @param root the folder that stands for {@code /Volumes}
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-create-volume">CREATE VOLUME</a>
 */
record SandboxVolumes(Path root) {

    private static final String VOLUMES = "/Volumes/";

    /** @throws StatementFailure when the path is outside /Volumes, does not exist or has no Parquet file */
    String readParquet(String path) {
        List<Path> files = parquetFiles(path);
        if (files.isEmpty()) {
            throw new StatementFailure(
                    "CF_EMPTY_DIR_FOR_SCHEMA_INFERENCE",
                    "42000",
                    "Expected Parquet files in '" + path + "', found none.");
        }
        return readParquet(files);
    }

    /** What DuckDB reads these files with. */
    static String readParquet(List<Path> files) {
        return files.stream()
                .map(file -> SqlToken.stringLiteral(file.toString()))
                .collect(Collectors.joining(", ", "read_parquet([", "], union_by_name = true)"));
    }

    /**
     * The files of a folder, a file, or those of {@code folder/{one,other}}.
     *
     * @throws StatementFailure when a path is outside /Volumes or does not exist
     */
    List<Path> parquetFiles(String path) {
        int names = path.indexOf('{');
        if (names < 0 || !path.endsWith("}")) {
            return parquetFiles(folder(path));
        }
        return Stream.of(path.substring(names + 1, path.length() - 1).split(","))
                .flatMap(name -> parquetFiles(folder(path.substring(0, names) + name)).stream())
                .toList();
    }

    private Path folder(String path) {
        try {
            return root.resolve(new VolumePath(path).value().substring(VOLUMES.length()));
        } catch (BridgeException.InvalidRequest e) {
            throw new StatementFailure("INVALID_PARAMETER_VALUE", "22023", e.getMessage());
        }
    }

    private static List<Path> parquetFiles(Path folder) {
        if (!Files.exists(folder)) {
            throw new StatementFailure("PATH_NOT_FOUND", "42K03", "Path does not exist: " + folder.getFileName() + ".");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> isVisibleParquet(folder.relativize(file)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isVisibleParquet(Path relative) {
        boolean visible = StreamSupport.stream(relative.spliterator(), false)
                .map(Path::toString)
                .noneMatch(name -> name.startsWith("_") || name.startsWith("."));
        return visible
                && (relative.toString().endsWith(".parquet")
                        || relative.toString().isEmpty());
    }

    /** The query that gives the statement's result; empty when it is no such command. */
    Optional<TranslatedSql> run(List<SqlToken> statement, WarehouseSession session) throws IOException {
        SqlCursor tokens = new SqlCursor(statement);
        if (tokens.skipWords("SHOW", "VOLUMES")) {
            return Optional.of(show(tokens, session));
        }
        if (tokens.skipWords("CREATE", "VOLUME")) {
            create(tokens, session);
        } else if (tokens.skipWords("DROP", "VOLUME")) {
            drop(tokens, session);
        } else {
            return Optional.empty();
        }
        return Optional.of(new TranslatedSql("SELECT 1 WHERE false", List.of()));
    }

    private void create(SqlCursor tokens, WarehouseSession session) throws IOException {
        boolean unlessThere = tokens.skipWords("IF", "NOT", "EXISTS");
        QualifiedName volume = QualifiedName.read(tokens, session);
        Path folder = folder(volume);
        if (Files.isDirectory(folder) && !unlessThere) {
            throw new StatementFailure("VOLUME_ALREADY_EXISTS", "42000", "The volume " + volume + " already exists.");
        }
        Files.createDirectories(folder);
    }

    private void drop(SqlCursor tokens, WarehouseSession session) throws IOException {
        boolean ifThere = tokens.skipWords("IF", "EXISTS");
        QualifiedName volume = QualifiedName.read(tokens, session);
        Path folder = folder(volume);
        if (!Files.isDirectory(folder)) {
            if (ifThere) {
                return;
            }
            throw new StatementFailure("VOLUME_DOES_NOT_EXIST", "42000", "The volume " + volume + " does not exist.");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private TranslatedSql show(SqlCursor tokens, WarehouseSession session) throws IOException {
        WarehouseSession shown = tokens.skipWord("IN") || tokens.skipWord("FROM") ? named(tokens, session) : session;
        Path schema = below(below(root, shown.catalog()), shown.schema());
        List<String> names = List.of();
        if (Files.isDirectory(schema)) {
            try (Stream<Path> folders = Files.list(schema)) {
                names = folders.filter(Files::isDirectory)
                        .map(folder -> folder.getFileName().toString())
                        .sorted()
                        .toList();
            }
        }
        String rows = names.stream().map(name -> "(CAST(? AS VARCHAR))").collect(Collectors.joining(", "));
        String values = rows.isEmpty() ? "(NULL)" : rows;
        return new TranslatedSql(
                "SELECT " + SqlToken.stringLiteral(shown.schema()) + " AS database, name AS volume_name FROM (VALUES "
                        + values + ") AS volumes(name) WHERE name IS NOT NULL ORDER BY 2",
                names);
    }

    private static WarehouseSession named(SqlCursor tokens, WarehouseSession session) {
        String first = tokens.requireName();
        return tokens.skipSymbol(".")
                ? session.withCatalog(first).withSchema(tokens.requireName())
                : session.withSchema(first);
    }

    private Path folder(QualifiedName volume) {
        return below(below(below(root, volume.catalog()), volume.schema()), volume.name());
    }

    /** A name in quotes may be anything, also a path that leads to other files of this machine. */
    private static Path below(Path folder, String name) {
        Path named = folder.resolve(name);
        if (!folder.equals(named.getParent()) || !named.normalize().equals(named)) {
            throw new StatementFailure("INVALID_PARAMETER_VALUE", "22023", "Expected catalog.schema.volume.");
        }
        return named;
    }
}
