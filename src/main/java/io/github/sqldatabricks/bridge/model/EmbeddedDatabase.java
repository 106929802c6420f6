package io.github.sqldatabricks.bridge.model;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a JDBC URL of H2 says that the database is.
 *
 * @see <a href="https://h2database.com/html/features.html#database_url">Database URL overview</a>
 */
public final class EmbeddedDatabase {

    private static final String H2 = "jdbc:h2:";
    private static final String FILE = "file:";

    private EmbeddedDatabase() {}

    /** Whether the database goes with the process. */
    public static boolean isInMemory(String url) {
        return url.startsWith(H2 + "mem:");
    }

    /** Whether another process has the database, a server of H2. */
    public static boolean isRemote(String url) {
        return url.startsWith(H2 + "tcp:") || url.startsWith(H2 + "ssl:");
    }

    /**
     * The database's files without their suffixes, such as {@code data/jobs}; this process alone can have them open.
     *
     * @return empty when the database is in memory, remote, or none of H2
     * @throws IllegalArgumentException when the URL names no file that there can be
     */
    public static Optional<Path> path(String url) {
        if (!url.startsWith(H2) || isInMemory(url) || isRemote(url)) {
            return Optional.empty();
        }
        String name = url.substring(H2.length()).replaceFirst(";.*", "");
        String path = name.startsWith(FILE) ? name.substring(FILE.length()) : name;
        try {
            return Optional.of(
                    Path.of(path.startsWith("~") ? System.getProperty("user.home") + path.substring(1) : path));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("Expected bridge.jobs.url to name a file after jdbc:h2:file:.", e);
        }
    }
}
