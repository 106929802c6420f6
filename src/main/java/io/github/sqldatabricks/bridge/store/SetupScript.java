package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.DatabaseSetup;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The same text that the bridge's own migrations run. */
@ApplicationScoped
@Unremovable
public class SetupScript implements DatabaseSetup {

    private static final String BATCH = RepeatableScript.BATCH;
    private static final String SCHEMA = "IF SCHEMA_ID(N'bridge') IS NULL EXEC (N'CREATE SCHEMA bridge');" + BATCH;

    private static final List<String> PREAMBLE = List.of(
            "-- Tables of SQL-Databricks Bridge, all in the schema bridge. For a database administrator: the bridge's own login",
            "-- needs no right to make tables when these are there.",
            "-- Run each part with sqlcmd or SQL Server Management Studio, connected to the database that its heading names, by a",
            "-- login that may make schemas and tables. Running it again changes nothing; run it again after each upgrade of the bridge.");

    @Override
    public String script(String user) {
        String grantee = SqlServerTable.quote(user);
        return lines(PREAMBLE)
                + lines(List.of("", "-- Part 1. The database of jobs and events (bridge.jobs.url), once."))
                + SCHEMA
                + statements(TableGroup.STORE) + grants(grantee)
                + "DENY UPDATE ON bridge.audit_entry TO " + grantee + ";" + BATCH
                + lines(List.of("", "-- Part 2. Each database whose tables events change."))
                + SCHEMA + statements(TableGroup.LEDGER) + grants(grantee)
                + lines(List.of(
                                "-- The bridge also needs, on each table that events change (remove the dashes, put in the table):",
                                "-- GRANT SELECT, INSERT, UPDATE, DELETE ON dbo.TheTable TO " + grantee + ";",
                                "-- ALTER on it as well when events say metadata.identity = 'keep' (IDENTITY_INSERT needs it).",
                                "-- SELECT on the tables whose foreign keys cascade from it, and so that it sees all such keys:",
                                "-- GRANT VIEW DEFINITION TO " + grantee + ";"))
                        .stripTrailing();
    }

    private static String lines(List<String> lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static String statements(TableGroup group) {
        StringBuilder text = new StringBuilder();
        group.scripts().forEach(resource -> text.append(RepeatableScript.of(read(resource))));
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
