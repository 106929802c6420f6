package io.github.sqldatabricks.bridge.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/** Brings tables of the schema {@code bridge} up to date, each group with a history of its own. */
final class Migrations {

    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final String SCHEMA = "bridge";
    /** Below the first migration: the groups share the schema, so that it is seldom empty. */
    private static final String NOTHING = "0";

    private static final int ATTEMPTS = 5;
    /** A column that every history has. */
    private static final String VERSION = "version";

    private Migrations() {}

    /**
     * Runs the migrations that have not run yet; processes that do so at once wait for each other. Nothing is run when
     * the tables are there without a history: then a DBA has made them ({@link SetupScript}).
     *
     * @throws SQLException when the database can't be asked, or the login may not make tables; at once then
     * @throws IllegalStateException when tables that a DBA has made are of an earlier version
     * @throws org.flywaydb.core.api.FlywayException when a migration fails
     */
    static synchronized void run(DataSource database, Dialect dialect, TableGroup group) throws SQLException {
        // One at a time in this process, which an embedded H2 belongs to: H2 commits before each CREATE, so that
        // Flyway's
        // lock is gone in the middle, and a migration that failed half-way stays. SQL Server rolls it back.
        // The tables before the history: another process may make both just now, the history first.
        boolean there = exists(database, group.oldest());
        if (there && !isKnown(database, group)) {
            requireNewest(database, group);
            LOG.infof("The tables of %s were made by hand", group.folder());
            return;
        }
        if (!there) {
            requireRights(database, dialect);
        }
        Flyway flyway = flyway(database, dialect, group);
        for (int attempt = 1; !isMigrated(flyway, database, group, attempt); attempt++) {
            LOG.infof("Another process seems to make the tables of %s, too", group.folder());
        }
    }

    /** Flyway asks ten times, a second apart, before it believes that it may not make its table. */
    private static void requireRights(DataSource database, Dialect dialect) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (!dialect.undoesDefinitions()) {
                return;
            }
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("IF SCHEMA_ID(N'bridge') IS NULL EXEC (N'CREATE SCHEMA bridge')");
                statement.execute("CREATE TABLE bridge.may_make_tables (id int)");
                connection.rollback();
            } catch (SQLException e) {
                JobDatabase.rollBack(connection, e);
                // Another process may make the same at this moment: the migration sees it, and tries again.
                if (StoreErrors.isRefused(e) || StoreErrors.isTransient(e)) {
                    throw e;
                }
            }
            connection.setAutoCommit(true);
        }
    }

    private static boolean isKnown(DataSource database, TableGroup group) throws SQLException {
        return exists(database, new TableGroup.Column(group.history(), VERSION));
    }

    /** Flyway's lock does not cover the making of its own table and schema: who comes second at these fails, once. */
    private static boolean isMigrated(Flyway flyway, DataSource database, TableGroup group, int attempt)
            throws SQLException {
        try {
            if (!isKnown(database, group)) {
                // Not baselineOnMigrate: its look for other tables asks what not every server can answer.
                flyway.baseline();
            }
            flyway.migrate();
            return true;
        } catch (FlywayException e) {
            if (attempt == ATTEMPTS || StoreErrors.isRefused(e)) {
                throw e;
            }
            return false;
        }
    }

    private static Flyway flyway(DataSource database, Dialect dialect, TableGroup group) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database)
                .defaultSchema(SCHEMA)
                .schemas(SCHEMA)
                .table(group.history())
                .baselineVersion(NOTHING)
                .resourceProvider(new ListedScripts(group))
                .javaMigrationClassProvider(List::of)
                .placeholders(dialect.placeholders())
                .load();
    }

    private static void requireNewest(DataSource database, TableGroup group) throws SQLException {
        if (!exists(database, group.newest())) {
            throw new IllegalStateException("The tables of the schema " + SCHEMA
                    + " were made by hand for an earlier version: " + group.newest()
                    + " is missing. Let a DBA run those"
                    + " statements of `bridge setup --print` that came since.");
        }
    }

    private static boolean exists(DataSource database, TableGroup.Column column) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Statements.one(
                            connection,
                            "SELECT COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE LOWER(TABLE_SCHEMA) = ?"
                                    + " AND LOWER(TABLE_NAME) = ? AND LOWER(COLUMN_NAME) = ?",
                            row -> row.getString(1),
                            SCHEMA,
                            column.table(),
                            column.name())
                    .isPresent();
        }
    }
}
