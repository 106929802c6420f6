package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** The embedded database. It lives until its owner closes it; nothing of it is kept. */
public final class SandboxDatabase implements AutoCloseable {

    /**
     * Names keep their case and compare without it, as in SQL Server; results stream instead of being collected. A
     * stopping process drains its queries first, so H2 must not close the database by itself.
     */
    private static final String OPTIONS = ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";LAZY_QUERY_EXECUTION=1;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;TIME ZONE=UTC;LOCK_TIMEOUT=10000";

    private final JdbcDataSource source = new JdbcDataSource();
    private final boolean owned;

    /** @param location as H2 has it in a URL; the database has the schema {@code dbo} already */
    SandboxDatabase(String location) {
        this(location, true);
    }

    private SandboxDatabase(String location, boolean owned) {
        this.owned = owned;
        source.setURL("jdbc:h2:" + location + OPTIONS);
        source.setUser("sa");
        source.setPassword("");
    }

    /** A database in this process's memory; good for small scales. */
    public static SandboxDatabase inMemory() throws SQLException {
        return new SandboxDatabase("mem:sandbox-" + UUID.randomUUID()).prepared();
    }

    /** A database in a file of the folder, whose memory is bounded. The file goes with {@link #close()}. */
    public static SandboxDatabase inFolder(Path folder) throws SQLException {
        String file =
                folder.toAbsolutePath().resolve("sandbox-" + UUID.randomUUID()).toString();
        return new SandboxDatabase("file:" + file + ";CACHE_SIZE=16384;WRITE_DELAY=5000").prepared();
    }

    /** A database of another process, {@code tcp://...}; it stays when this one is closed. */
    static SandboxDatabase ofAnother(String location) {
        return new SandboxDatabase(location, false);
    }

    /** A new connection, the caller's to close. */
    public Connection connect() throws SQLException {
        return source.getConnection();
    }

    /** New connections for who needs several. */
    DataSource dataSource() {
        return source;
    }

    @Override
    public void close() throws SQLException {
        if (!owned) {
            return;
        }
        execute("DROP ALL OBJECTS DELETE FILES");
        execute("SHUTDOWN IMMEDIATELY");
    }

    private SandboxDatabase prepared() throws SQLException {
        execute("CREATE SCHEMA IF NOT EXISTS dbo");
        return this;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
