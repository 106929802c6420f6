package io.github.sqldatabricks.bridge.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/** Brings tables of the schema {@code bridge} up to date, each group with a history of its own. */
final class Migrations {

    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final String SCHEMA = "bridge";
    /** Below the first migration: the groups share the schema, so that it is seldom empty. */
    private static final String NOTHING = "0";

    private Migrations() {}

    /**
     * Runs the migrations that have not run yet; processes that do so at once wait for each other. Nothing is run when
     * the tables are there without a history: then a DBA has made them ({@link SetupScript}).
     *
     * @param folder of the class path, such as {@code db/jobs}
     * @param history the table that says which have run
     * @param newest a table of the last migration
     * @throws SQLException when the database can't be asked
     * @throws org.flywaydb.core.api.FlywayException when a migration fails
     */
    static void run(DataSource database, Dialect dialect, String folder, String history, String newest)
            throws SQLException {
        if (!exists(database, history) && exists(database, newest)) {
            LOG.infof("The tables of %s were made by hand", folder);
            return;
        }
        Flyway flyway = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database)
                .defaultSchema(SCHEMA)
                .schemas(SCHEMA)
                .table(history)
                .baselineVersion(NOTHING)
                .locations("classpath:" + folder)
                .placeholders(dialect.placeholders())
                .load();
        if (!exists(database, history)) {
            // Not baselineOnMigrate: its look for other tables asks what not every server can answer.
            flyway.baseline();
        }
        flyway.migrate();
    }

    private static boolean exists(DataSource database, String table) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Statements.one(
                            connection,
                            "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES"
                                    + " WHERE LOWER(TABLE_SCHEMA) = ? AND LOWER(TABLE_NAME) = ?",
                            row -> row.getString(1),
                            SCHEMA,
                            table)
                    .isPresent();
        }
    }
}
