package io.github.sqldatabricks.bridge.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings tables of the schema {@code bridge} up to date, each group with a history of its own. */
final class Migrations {

    private static final String SCHEMA = "bridge";
    /** Below the first migration: the groups share the schema, so that it is seldom empty. */
    private static final String NOTHING = "0";

    private Migrations() {}

    /**
     * Runs the migrations that have not run yet; processes that do so at once wait for each other.
     *
     * @param folder of the class path, such as {@code db/jobs}
     * @param history the table that says which have run
     * @throws org.flywaydb.core.api.FlywayException when one fails
     */
    static void run(DataSource database, Dialect dialect, String folder, String history) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database)
                .defaultSchema(SCHEMA)
                .schemas(SCHEMA)
                .table(history)
                .baselineOnMigrate(true)
                .baselineVersion(NOTHING)
                .locations("classpath:" + folder)
                .placeholders(dialect.placeholders())
                .load()
                .migrate();
    }
}
