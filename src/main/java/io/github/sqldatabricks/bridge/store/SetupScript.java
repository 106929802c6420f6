package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.DatabaseSetup;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a database administrator runs so that the bridge needs no right to make tables: the text of the bridge's own migrations, in
 * batches for {@code sqlcmd} and SQL Server Management Studio, each of which does nothing where what it makes is there.
 */
@ApplicationScoped
@Unremovable
public class SetupScript implements DatabaseSetup {

    private static final String BATCH = System.lineSeparator() + "GO" + System.lineSeparator();

    /** A statement ends with its line. */
    private static final Pattern END = Pattern.compile(";\\s*(?:\\R|$)");

    private static final Pattern COMMENTS = Pattern.compile("^(?:\\s*--[^\\n]*\\n)*\\s*");

    /** A statement's beginning, and when it is needed. Babelfish adds the table's name and a hash to an index's. */
    private static final List<Guard> GUARDS = List.of(
            new Guard("CREATE TABLE ([\\w.]+)", found -> "OBJECT_ID(N'" + found.group(1) + "', N'U') IS NULL"),
            new Guard(
                    "CREATE (?:UNIQUE )?INDEX (\\w+)\\s+ON ([\\w.]+)",
                    found -> "NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'" + found.group(2)
                            + "') AND (name = N'" + found.group(1) + "' OR name LIKE N'" + found.group(1)
                            + found.group(2).substring(found.group(2).indexOf('.') + 1) + "%'))"),
            new Guard(
                    "ALTER TABLE ([\\w.]+) ADD CONSTRAINT (\\w+)",
                    found -> "OBJECT_ID(N'bridge." + found.group(2) + "') IS NULL"),
            new Guard(
                    "ALTER TABLE ([\\w.]+) ADD (\\w+)",
                    found -> "COL_LENGTH(N'" + found.group(1) + "', N'" + found.group(2) + "') IS NULL"),
            new Guard("CREATE SEQUENCE ([\\w.]+)", found -> "OBJECT_ID(N'" + found.group(1) + "', N'SO') IS NULL"),
            new Guard(
                    "EXEC \\(N'CREATE TRIGGER ([\\w.]+)",
                    found -> "OBJECT_ID(N'" + found.group(1) + "', N'TR') IS NULL"),
            new Guard("INSERT INTO ([\\w.]+)", found -> "NOT EXISTS (SELECT 1 FROM " + found.group(1) + ")"));

    private static final String SCHEMA = "IF SCHEMA_ID(N'bridge') IS NULL EXEC (N'CREATE SCHEMA bridge');" + BATCH;

    private static final List<String> PREAMBLE = List.of(
            "-- Tables of SQL-Databricks Bridge, all in the schema bridge. For a database administrator: the bridge's"
                    + " own login",
            "-- needs no right to make tables when these are there.",
            "-- Run each part with sqlcmd or SQL Server Management Studio, connected to the database that its heading"
                    + " names, by a",
            "-- login that may make schemas and tables. Running it again changes nothing; run it again after each"
                    + " upgrade of the bridge.");

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
                                "-- The bridge also needs, on each table that events change (remove the dashes, put in"
                                        + " the table):",
                                "-- GRANT SELECT, INSERT, UPDATE, DELETE ON dbo.TheTable TO " + grantee + ";",
                                "-- ALTER on it as well when events say metadata.identity = 'keep' (IDENTITY_INSERT"
                                        + " needs it).",
                                "-- SELECT on the tables whose foreign keys cascade from it, and so that it sees all"
                                        + " such keys:",
                                "-- GRANT VIEW DEFINITION TO " + grantee + ";"))
                        .stripTrailing();
    }

    private static String lines(List<String> lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static String statements(TableGroup group) {
        StringBuilder text = new StringBuilder();
        group.scripts().forEach(resource -> text.append(repeatable(read(resource))));
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

    private record Guard(Pattern begin, Function<MatchResult, String> condition) {
        Guard(String begin, Function<MatchResult, String> condition) {
            this(Pattern.compile(begin, Pattern.CASE_INSENSITIVE), condition);
        }

        Optional<String> of(String statement) {
            Matcher matcher = begin.matcher(statement);
            return matcher.lookingAt() ? Optional.of(condition.apply(matcher.toMatchResult())) : Optional.empty();
        }
    }

    /** A migration, each statement in a batch repeatable its own, because one may need what the one before has made. */
    static String repeatable(String migration) {
        return Arrays.stream(END.split(migration))
                .map(SetupScript::batch)
                .filter(batch -> !batch.isEmpty())
                .collect(Collectors.joining());
    }

    /** What the migrations say to developers, about placeholders and the embedded database, is left out. */
    private static String forAdministrators(String comments) {
        return comments.contains("H2") ? "" : comments.stripLeading();
    }

    private static String batch(String text) {
        Matcher comments = COMMENTS.matcher(text);
        int begin = comments.lookingAt() ? comments.end() : 0;
        String statement = text.substring(begin).strip();
        if (statement.isEmpty() || statement.startsWith("--")) {
            return "";
        }
        String guard = GUARDS.stream()
                .flatMap(candidate -> candidate.of(statement).stream())
                .findFirst()
                .map(condition -> "IF " + condition + System.lineSeparator())
                .orElse("");
        return forAdministrators(text.substring(0, begin)) + guard + statement + ";" + BATCH;
    }
}
