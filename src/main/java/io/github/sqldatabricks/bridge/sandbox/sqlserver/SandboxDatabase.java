package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream.SqlFailures;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbc.JdbcException;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The embedded database. It lives until its owner closes it; nothing of it is kept. Statements of the sandbox's users run under
 * a login that owns schemas and tables but is no administrator: H2 lets an administrator run programs (CREATE ALIAS), read and
 * write files (FILE_READ, CSVWRITE, RUNSCRIPT) and connect to other databases (linked tables).
 *
 * @see <a href="https://h2database.com/html/advanced.html#security_protection">Security in H2</a>
 */
public final class SandboxDatabase implements AutoCloseable {

    /**
     * Names keep their case and compare without it, as in SQL Server. A stopping process drains its queries first, so H2 must
     * not close the database by itself.
     */
    private static final String DATABASE_OPTIONS = ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;"
            + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE";

    /** Results stream instead of being collected. */
    private static final String SESSION_OPTIONS = ";LAZY_QUERY_EXECUTION=1;TIME ZONE=UTC;LOCK_TIMEOUT=10000";

    private static final String ADMINISTRATOR = "sa";
    private static final String LOGIN = "bridge";

    private final JdbcDataSource administration;
    private final JdbcDataSource source;
    private final boolean owned;

    private SandboxDatabase(String location, String options, boolean owned) {
        this.owned = owned;
        this.administration = dataSource(location + DATABASE_OPTIONS + options, ADMINISTRATOR);
        this.source = dataSource(location, LOGIN);
    }

    private static JdbcDataSource dataSource(String location, String user) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:" + location + SESSION_OPTIONS);
        source.setUser(user);
        source.setPassword("");
        return source;
    }

    /** A new database at this place, as H2 has it in a URL. */
    static SandboxDatabase at(String location) throws SQLException {
        return new SandboxDatabase(location, "", true).prepared();
    }

    /** A database in this process's memory; good for small scales. */
    public static SandboxDatabase inMemory() throws SQLException {
        return at("mem:sandbox-" + UUID.randomUUID());
    }

    /** A database in a file of the folder, whose memory is bounded. The file goes with {@link #close()}. */
    public static SandboxDatabase inFolder(Path folder) throws SQLException {
        String file =
                folder.toAbsolutePath().resolve("sandbox-" + UUID.randomUUID()).toString();
        return new SandboxDatabase("file:" + file, ";CACHE_SIZE=16384;WRITE_DELAY=5000", true).prepared();
    }

    /** A database that another process has made so, {@code tcp://...}; it stays when this one is closed. */
    static SandboxDatabase ofAnother(String location) {
        return new SandboxDatabase(location, "", false);
    }

    /** A new connection, the caller's to close. */
    public Connection connect() throws SQLException {
        return source.getConnection();
    }

    /** A connection that sees other sessions, the caller's to close; never for what a user says. */
    Connection administer() throws SQLException {
        return administration.getConnection();
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
        execute("CREATE USER IF NOT EXISTS " + LOGIN + " PASSWORD ''");
        execute("GRANT ALTER ANY SCHEMA TO " + LOGIN);
        execute("CREATE SCHEMA IF NOT EXISTS dbo AUTHORIZATION " + LOGIN);
        return this;
    }

    /** Runs a statement as the administrator: what makes and ends the database, never what a user says. */
    void execute(String sql) throws SQLException {
        try (Connection connection = administration.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What H2's errors mean, with the codes that SQL Server's errors have. */
    static final class SandboxErrors implements SqlFailures {

        private static final Set<Integer> TRANSIENT = Set.of(
                org.h2.api.ErrorCode.LOCK_TIMEOUT_1,
                org.h2.api.ErrorCode.DEADLOCK_1,
                org.h2.api.ErrorCode.CONCURRENT_UPDATE_1);

        /** Text that is no number, date or the like. */
        private static final Set<Integer> UNREADABLE =
                Set.of(org.h2.api.ErrorCode.DATA_CONVERSION_ERROR_1, org.h2.api.ErrorCode.INVALID_DATETIME_CONSTANT_2);

        @Override
        public BridgeException translate(SQLException failure, String doing) {
            String message =
                    doing + " failed in the sandbox (H2 error " + failure.getErrorCode() + "): " + reason(failure);
            if (TRANSIENT.contains(failure.getErrorCode())) {
                return new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_LOCK_TIMEOUT, message, failure);
            }
            if (UNREADABLE.contains(failure.getErrorCode())) {
                return new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_INVALID_VALUE, message, failure);
            }
            return failure.getErrorCode() == org.h2.api.ErrorCode.STATEMENT_WAS_CANCELED
                    ? new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_STATEMENT_TIMEOUT, message, failure)
                    : new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_QUERY_FAILED, message, failure);
        }

        /** Without the statement's text, which H2 adds. */
        private static String reason(SQLException failure) {
            if (failure.getErrorCode() == org.h2.api.ErrorCode.ADMIN_RIGHTS_REQUIRED) {
                return "Expected a statement about tables, views or schemas; programs, files, users and other databases are not"
                        + " open to users of the sandbox.";
            }
            return failure instanceof JdbcException known ? known.getOriginalMessage() : failure.getMessage();
        }
    }
}
