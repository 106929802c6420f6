package io.github.sqldatabricks.bridge.store;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jboss.logging.Logger;

/** Brings tables of the schema {@code bridge} up to date, each group with a history of its own. */
public final class Migrations {

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

    /**
     * The migrations of a group, by name. Flyway's own search of the class path finds nothing in a native executable, and is slow
     * everywhere.
     */
    private record ListedScripts(TableGroup group) implements ResourceProvider {

        @Override
        public LoadableResource getResource(String name) {
            return group.scripts().contains(name) ? new PackagedScript(name) : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return group.scripts().stream()
                    .<LoadableResource>map(PackagedScript::new)
                    .filter(script -> isNamed(script.getFilename(), prefix, suffixes))
                    .toList();
        }

        private static boolean isNamed(String file, String prefix, String... suffixes) {
            return file.startsWith(prefix) && Stream.of(suffixes).anyMatch(file::endsWith);
        }
    }

    /** A migration among the application's own resources, such as {@code db/jobs/V1__jobs.sql}. */
    static final class PackagedScript extends LoadableResource {

        private final String name;

        PackagedScript(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            InputStream stream = PackagedScript.class.getClassLoader().getResourceAsStream(name);
            return new InputStreamReader(stream, StandardCharsets.UTF_8);
        }

        @Override
        public String getAbsolutePath() {
            return name;
        }

        /** There is no file: Flyway shows it in messages only. */
        @Override
        public String getAbsolutePathOnDisk() {
            return name;
        }

        @Override
        public String getFilename() {
            return name.substring(name.lastIndexOf('/') + 1);
        }

        @Override
        public String getRelativePath() {
            return getFilename();
        }
    }

    /**
     * Makes the table {@code bridge.sync_ledger}, or brings it up to date. Needs two connections at once.
     *
     * @throws IllegalStateException when the database can't be reached or the login may not make tables; its cause says which
     * @throws org.flywaydb.core.api.FlywayException when the login may not, or the database refuses it for another reason
     */
    public static void makeLedger(DataSource database) {
        try {
            run(database, dialectOf(database), TableGroup.LEDGER);
        } catch (SQLException e) {
            throw new IllegalStateException("The ledger's table can't be made", e);
        }
    }

    private static Dialect dialectOf(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Dialect.of(connection.getMetaData().getURL());
        }
    }
}
