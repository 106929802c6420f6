package io.github.sqldatabricks.bridge.sqlserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Makes event sync's ledger where no migration tool is at hand, as a DBA would by {@code bridge setup --print}: without a history.
 * The service takes such a table as it is.
 */
public final class LedgerScript {

    private static final String SCRIPT = "/db/sync/ledger/V1__ledger.sql";
    private static final String SCHEMA = "IF SCHEMA_ID(N'bridge') IS NULL EXEC (N'CREATE SCHEMA bridge')";

    private LedgerScript() {}

    /** @throws IllegalStateException when SQL Server refuses it; the cause says why */
    public static void run(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(SCHEMA);
            statement.execute(table());
        } catch (SQLException e) {
            throw new IllegalStateException("The ledger's table could not be made", e);
        }
    }

    private static String table() {
        try (InputStream stream = LedgerScript.class.getResourceAsStream(SCRIPT)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${time}", "DATETIME2(6)")
                    .replace("${exact}", "COLLATE Latin1_General_BIN2");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
