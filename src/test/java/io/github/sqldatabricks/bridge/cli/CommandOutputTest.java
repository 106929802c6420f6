package io.github.sqldatabricks.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands print. Catches JSON whose keys change their order, tables that a line break tears, errors without a code. */
class CommandOutputTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return BridgeCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void jsonHasItsKeysInTheOrderOfTheTable() {
        assertThat(run("list-queries", "-o", "json")).isZero();
        assertThat(out.toString()).containsSubsequence("\"query\"", "\"parameters\"", "\"description\"", "\"query\"");
        assertThat(run("show-params", "--country", "bolivia", "-o", "json")).isZero();
        assertThat(out.toString()).containsSubsequence("\"parameter\" :", "\"value\" :", "\"from\" :");
    }

    @Test
    void aDryRunShowsStatementsWithTheirValuesAndStartsNothing() {
        assertThat(run(
                        "extract",
                        "--country",
                        "bolivia",
                        "--query",
                        "orders_of_period",
                        "-d",
                        "/Volumes/a/b/c",
                        "-q",
                        "queries",
                        "-c",
                        "config",
                        "--dry-run"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("/Volumes/a/b/c/bolivia/orders_of_period", "-- ? = ", "SELECT");
        assertThat(run("extract", "--country", "bolivia", "--query", "none", "-d", "/Volumes/a/b/c", "--dry-run"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("[unknown-query]");
    }

    @Test
    void checkHasOneLineForEachProblem(@TempDir Path folder) throws IOException {
        assertThat(run("check")).isZero();
        assertThat(out.toString()).contains("0 problems");
        Path common = Files.createDirectories(folder.resolve("queries/common"));
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(common.resolve("good.sql"), "SELECT 1 AS a WHERE 1 = {known}");
        Files.writeString(common.resolve("open.sql"), "SELECT 1 AS a WHERE 1 = {from_date}");
        Files.writeString(common.resolve("broken.sql"), "DELETE FROM t");
        Files.writeString(config.resolve("bolivia.yaml"), "known: 1\n");
        Files.writeString(config.resolve("peru.yaml"), "known: [\n");
        String[] check = {"check", "-q", folder.resolve("queries").toString(), "-c", config.toString()};
        StringWriter before = new StringWriter(out.getBuffer().length());
        before.append(out.toString());

        assertThat(run(check)).isEqualTo(1);

        List<String> lines =
                out.toString().substring(before.toString().length()).lines().toList();
        assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("bolivia/open: Parameters are missing."));
        assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("broken: "));
        assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("peru: "));
        assertThat(lines).noneSatisfy(line -> assertThat(line).startsWith("bolivia/good"));
        assertThat(lines.get(lines.size() - 1)).contains("2 countries");
        Files.delete(common.resolve("broken.sql"));
        Files.writeString(config.resolve("peru.yaml"), "known: 1\n");
        assertThat(run("check", "-p", "from_date=2026-01-01", "-q", check[2], "-c", check[4]))
                .isZero();
    }

    @Test
    void anErrorCarriesItsCode() {
        assertThat(run("sync", "list", "--url", "nonsense")).isEqualTo(2);
        assertThat(err.toString()).startsWith("Error: Expected --url").contains("[invalid-url]");
    }

    @Test
    void replicationsAreListedWithWhatIsWrongWithTheirFiles(@TempDir Path folder) throws IOException {
        assertThat(run("replicate", "list")).isZero();
        assertThat(out.toString()).contains("sandbox", "main.replicated");
        Files.writeString(folder.resolve("broken.yaml"), "version: 2\n");
        assertThat(run("replicate", "list", "--replications-path", folder.toString(), "-o", "json"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("\"file\" : \"broken.yaml\"", "(broken.yaml line 1)");
        assertThat(run("replicate", "plan", "nope", "--replications-path", folder.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("There is no replication 'nope'.", "[unknown-replication]");
        for (String command : List.of("run", "status", "pause", "resume")) {
            assertThat(run("replicate", command, "nope", "--replications-path", folder.toString()))
                    .as(command)
                    .isEqualTo(2);
        }
    }

    @Test
    void soDoesAnErrorThatEndsTheStart() {
        Exception cause = new IllegalArgumentException("something within");
        RuntimeException refused = new RuntimeException(
                new BridgeException.RemotePermanent(ErrorCode.JOB_STORE_FAILED, "Not there.", cause));
        assertThat(ServiceCommand.explain(refused)).isEqualTo("Not there. [job-store-failed]");
    }

    @Test
    void aCellStaysOnItsLine() {
        String table = new TextTable("id", "message")
                .row("1", "first\r\n  second\nthird \u001b[2J")
                .render();
        assertThat(table.lines()).hasSize(3);
        assertThat(table).endsWith("first second third ?[2J");
    }
}
