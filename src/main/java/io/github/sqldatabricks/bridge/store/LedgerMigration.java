package io.github.sqldatabricks.bridge.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Makes event sync's ledger in the databases whose tables are changed. */
public final class LedgerMigration {

    private LedgerMigration() {}

    /**
     * Makes the table {@code bridge.sync_ledger}, or brings it up to date. Needs two connections at once.
     *
     * @throws IllegalStateException when the database can't be reached or the login may not make tables; its cause says which
     * @throws org.flywaydb.core.api.FlywayException when the login may not, or the database refuses it for another reason
     */
    public static void run(DataSource database) {
        try {
            Migrations.run(database, dialect(database), TableGroup.LEDGER);
        } catch (SQLException e) {
            throw new IllegalStateException("The ledger's table can't be made", e);
        }
    }

    private static Dialect dialect(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Dialect.of(connection.getMetaData().getURL());
        }
    }
}
