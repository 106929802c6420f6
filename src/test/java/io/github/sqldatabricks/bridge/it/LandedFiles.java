package io.github.sqldatabricks.bridge.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One query's folder in the sandbox's volume, looked at from outside. */
record LandedFiles(Path folder) {

    /**
     * The settings of a sandbox whose volumes and jobs stay when its process ends.
     *
     * @param directory the process's working directory
     */
    static Map<String, String> settings(Path directory) {
        return Map.of(
                "BRIDGE_SANDBOX_FOLDER",
                directory.resolve("workspace").toString(),
                "BRIDGE_JOBS_URL",
                "jdbc:h2:file:" + directory.resolve("data/jobs"));
    }

    static LandedFiles of(Path directory, String query) {
        return new LandedFiles(directory.resolve("workspace/Volumes/main/bridge/landing/bolivia/" + query));
    }

    /** All files, hidden ones too, in alphabetical order. */
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    String manifest() throws IOException {
        return Files.readString(folder.resolve("_manifest.json"));
    }

    /** The rows of all Parquet files, counted by DuckDB. */
    long rows() throws SQLException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet count =
                        statement.executeQuery("SELECT count(*) FROM read_parquet('" + folder + "/*.parquet')")) {
            count.next();
            return count.getLong(1);
        }
    }
}
