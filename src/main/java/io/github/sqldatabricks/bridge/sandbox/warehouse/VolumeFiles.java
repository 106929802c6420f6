package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Finds the Parquet files that a statement names by its path in a volume. Names that begin with {@code _} or {@code .}
 * are hidden, as they are to Spark.
 *
 * @param root the folder that stands for {@code /Volumes}
 */
record VolumeFiles(Path root) {

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

    /** @throws StatementFailure when the path is outside /Volumes or does not exist */
    List<Path> parquetFiles(String path) {
        return parquetFiles(folder(path));
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
}
