package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.ops.DatabaseSetup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The same text that the bridge's own migrations run. */
@ApplicationScoped
public class SetupScript implements DatabaseSetup {

    private static final String BATCH = System.lineSeparator() + "GO" + System.lineSeparator();
    private static final String SCHEMA = "IF SCHEMA_ID(N'bridge') IS NULL EXEC (N'CREATE SCHEMA bridge');" + BATCH;

    @Override
    public String script(String user) {
        String grantee = SqlServerTable.quote(user);
        return "-- 1. In the database of jobs and events (bridge.jobs.url)." + System.lineSeparator() + SCHEMA
                + statements(TableGroup.STORE) + grants(grantee)
                + "DENY UPDATE ON bridge.audit_entry TO " + grantee + ";" + BATCH
                + System.lineSeparator() + "-- 2. In every database whose tables events change."
                + System.lineSeparator()
                + SCHEMA + statements(TableGroup.LEDGER) + grants(grantee)
                + "-- And on each target table: GRANT SELECT, INSERT, UPDATE, DELETE ON dbo.TheTable TO " + grantee
                + ";"
                + System.lineSeparator()
                + "-- (ALTER as well where metadata.identity = 'keep' is used: IDENTITY_INSERT needs it.)";
    }

    private static String statements(TableGroup group) {
        StringBuilder text = new StringBuilder();
        group.scripts().forEach(resource -> text.append(read(resource)).append(BATCH));
        return text.toString();
    }

    private static String grants(String grantee) {
        return "GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA::bridge TO " + grantee + ";" + BATCH;
    }

    private static String read(String resource) {
        try (InputStream stream = SetupScript.class.getClassLoader().getResourceAsStream(resource)) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
            for (Map.Entry<String, String> placeholder :
                    Dialect.SQL_SERVER.placeholders().entrySet()) {
                text = text.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
