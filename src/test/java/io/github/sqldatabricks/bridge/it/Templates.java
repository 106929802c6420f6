package io.github.sqldatabricks.bridge.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Query templates and parameters in a working directory, for the country {@code bolivia}. */
final class Templates {

    /** Each line item as often as {copies} says; 60,175 are there at the default scale. */
    static final String COPIES = "SELECT l.*, n.n_name FROM dbo.lineitem AS l"
            + " INNER JOIN dbo.nation AS n ON n.n_nationkey < CAST({copies} AS int)";

    static final int LINE_ITEMS = 60_175;

    /** A quick one. */
    static final String CUSTOMERS = "SELECT c.* FROM dbo.customer AS c";

    static final int CUSTOMER_ROWS = 1_500;

    private Templates() {}

    /** Writes a template and returns the directory. */
    static Path write(Path directory, String query, String sql) {
        try {
            Path folder = Files.createDirectories(directory.resolve("queries/common"));
            Files.writeString(folder.resolve(query + ".sql"), sql);
            Path config = Files.createDirectories(directory.resolve("config"));
            Files.writeString(config.resolve("bolivia.yaml"), "copies: 1\n");
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
