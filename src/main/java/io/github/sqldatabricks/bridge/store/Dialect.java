package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.jdbc.SqlServerSession;
import io.github.sqldatabricks.bridge.model.EmbeddedDatabase;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import java.sql.Driver;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** What differs between the databases; all other SQL is the same. */
enum Dialect {
    H2(
            () -> org.h2.Driver.class,
            "SELECT LOCALTIMESTAMP(6)",
            "SET TIME ZONE 'UTC'",
            Map.of("text", "CHARACTER VARYING", "time", "TIMESTAMP(6)", "exact", "", "append_only", "")) {
        @Override
        String complete(String url, Duration readTimeout) {
            // What was answered must survive a kill; the process closes the database itself after draining.
            String complete = url + ";DATABASE_TO_UPPER=FALSE;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000";
            if (EmbeddedDatabase.isRemote(url)) {
                return complete + ";NETWORK_TIMEOUT=" + readTimeout.toMillis();
            }
            return EmbeddedDatabase.isInMemory(url) ? complete + ";DB_CLOSE_DELAY=-1" : complete;
        }

        @Override
        String required(String update) {
            return "SELECT CASE COUNT(*) WHEN 1 THEN 1 ELSE SIGNAL('" + StoreErrors.UNMET
                    + "', 'somebody else was faster') END FROM FINAL TABLE (" + update + ")";
        }

        @Override
        String batchBegin() {
            return "";
        }

        @Override
        String batchEnd() {
            return "; COMMIT";
        }

        @Override
        String partEnd() {
            return "";
        }
    },
    SQL_SERVER(
            () -> com.microsoft.sqlserver.jdbc.SQLServerDriver.class,
            "SELECT SYSUTCDATETIME()",
            SqlServerSession.begin(Duration.ofSeconds(10)),
            Map.of(
                    "text",
                    "NVARCHAR(MAX)",
                    "time",
                    "DATETIME2(6)",
                    "exact",
                    "COLLATE Latin1_General_BIN2",
                    "append_only",
                    AppendOnly.TRIGGER)) {
        @Override
        boolean undoesDefinitions() {
            return true;
        }

        @Override
        boolean commitsBatches() {
            return true;
        }

        @Override
        String required(String update) {
            return update + "; IF @@ROWCOUNT <> 1 BEGIN ROLLBACK TRANSACTION; SELECT 0; RETURN; END";
        }

        @Override
        String batchBegin() {
            return "SET XACT_ABORT ON; BEGIN TRANSACTION; ";
        }

        @Override
        String batchEnd() {
            return "; COMMIT TRANSACTION; SELECT 1";
        }

        @Override
        String partEnd() {
            return "; SELECT 1";
        }

        @Override
        Map<String, String> properties(Duration connectTimeout, Duration readTimeout) {
            return Map.of(
                    "loginTimeout", Long.toString(connectTimeout.toSeconds()),
                    "socketTimeout", Long.toString(readTimeout.toMillis()),
                    "connectRetryCount", "0");
        }
    };

    /** Looked up when it is used: the class of the other database's driver is never loaded. */
    private final Supplier<Class<? extends Driver>> driver;

    private final String clock;
    private final String initialSql;
    private final Map<String, String> placeholders;

    Dialect(
            Supplier<Class<? extends Driver>> driver,
            String clock,
            String initialSql,
            Map<String, String> placeholders) {
        this.driver = driver;
        this.clock = clock;
        this.initialSql = initialSql;
        this.placeholders = placeholders;
    }

    /**
     * The dialect that a JDBC URL asks for.
     *
     * @throws IllegalArgumentException when it is neither H2 nor SQL Server
     */
    static Dialect of(String url) {
        if (url.startsWith("jdbc:h2:")) {
            return H2;
        }
        if (url.startsWith("jdbc:sqlserver:")) {
            return SQL_SERVER;
        }
        throw new IllegalArgumentException(
                "bridge.jobs.url must begin with jdbc:h2: or jdbc:sqlserver:, but it is something else.");
    }

    Class<? extends Driver> driver() {
        return driver.get();
    }

    /** A query that returns the database's time as UTC without a zone. */
    String clock() {
        return clock;
    }

    /** Prepares a new connection. */
    String initialSql() {
        return initialSql;
    }

    /** The types' spelling in the migrations. */
    Map<String, String> placeholders() {
        return placeholders;
    }

    /**
     * The URL with the settings that the store relies on.
     *
     * @param readTimeout how long the database may be silent
     */
    String complete(String url, Duration readTimeout) {
        return url;
    }

    /** An UPDATE of a batch that ends the batch, and leaves nothing changed, unless it changes one row. */
    abstract String required(String update);

    /** How statements of a batch begin their transaction; see {@link Changes}. */
    abstract String batchBegin();

    abstract String batchEnd();

    /** How statements of a batch end after which others follow in the same transaction, which the driver has begun. */
    abstract String partEnd();

    /** Whether a batch begins and ends its transaction by its own words, and not by the driver's. */
    boolean commitsBatches() {
        return false;
    }

    /** Whether a rollback takes back what CREATE made. */
    boolean undoesDefinitions() {
        return false;
    }

    /** What the driver takes beside the URL: time-outs of each round trip. */
    Map<String, String> properties(Duration connectTimeout, Duration readTimeout) {
        return Map.of();
    }

    /**
     * Keeps SQL Server from changing the audit trail's records, for any login: none is updated, and only those are deleted that
     * retention has taken leave of ({@code audit_head.anchor_number}). An embedded H2 belongs to the bridge's process alone, so that
     * nobody else could ask; it has no such trigger.
     */
    private static final class AppendOnly {

        /** One statement of a batch; CREATE TRIGGER itself would need a batch of its own. */
        static final String TRIGGER = "EXEC (N'CREATE TRIGGER bridge.audit_append_only ON bridge.audit_entry"
                + " AFTER UPDATE, DELETE AS BEGIN SET NOCOUNT ON;"
                + " IF EXISTS (SELECT 1 FROM inserted) OR EXISTS (SELECT 1 FROM deleted d, bridge.audit_head h"
                + " WHERE d.sequence_number > h.anchor_number)"
                + " THROW 51000, ''bridge.audit_entry is append-only'', 1; END');";

        private AppendOnly() {}
    }
}
