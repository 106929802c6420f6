package io.github.sqldatabricks.bridge.cli;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.LastingService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * {@code bridge jobs} against a running service. Catches exit codes that lie, JSON that is not alone on standard output, and failures
 * without their reason.
 */
@QuarkusTest
@TestProfile(LastingService.class)
class JobsCommandsTest {

    @TestHTTPResource("/")
    URI service;

    @Inject
    ScriptedRowSource source;

    @BeforeEach
    void reset() {
        source.reset();
    }

    /** What a command printed, and its exit code. */
    private record Run(int code, String out, String err) {}

    private Run bridge(String... arguments) {
        return command("jobs", arguments);
    }

    private Run command(String name, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                BridgeCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] all = new String[arguments.length + 3];
        all[0] = name;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--url";
        all[all.length - 1] = service.toString();
        int code = commandLine.execute(all);
        return new Run(code, out.toString(), err.toString());
    }

    @Test
    void whatFailedIsShownWithItsReasonAndTriedAgain() {
        source.script(
                "q2",
                new FakeRowSource(3)
                        .failAfter(
                                0,
                                new BridgeException.RemotePermanent(
                                        ErrorCode.SQLSERVER_QUERY_FAILED, "Refused\u0007 here.")));
        String job = extract("q1", "q2");

        Run watched = bridge("watch", job);
        assertThat(watched.code()).isEqualTo(1);
        assertThat(watched.out())
                .contains("failed", "q2: Refused", "[sqlserver-query-failed]")
                .doesNotContain("\u0007");
        assertThat(watched.err()).contains("q1  completed  3 rows", "q2  failed");
        assertThat(bridge("show", job).code()).isZero();
        assertThat(bridge("list", "--status", "failed,cancelled", "--query", "q2", "--country", "bolivia")
                        .out())
                .contains(job, "1/2");
        assertThat(bridge("retry", job, "--query", "q1").err()).contains("nothing-to-retry");

        source.reset();
        Run retried = bridge("retry", job, "--wait", "--overwrite", "-o", "json");
        assertThat(retried.code()).isZero();
        JsonPath made = new JsonPath(retried.out());
        assertThat(made.getString("retry_of")).isEqualTo(job);
        assertThat(made.getList("results.query_name")).containsExactly("q2");
        assertThat(bridge("watch", made.getString("job_id")).code()).isZero();
        assertThat(bridge("retry", made.getString("job_id"))).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("[nothing-to-retry]");
        });
    }

    @Test
    void extractAsksTheServiceAndWaits() {
        String folder = "/Volumes/main/bridge/" + UUID.randomUUID();
        String[] extract = {
            "--country", "bolivia", "--query", "q1", "-d", folder, "-p", "b=77", "-o", "json", "--dry-run"
        };
        Run planned = command("extract", extract);
        assertThat(planned.code()).isZero();
        JsonPath plan = new JsonPath(planned.out());
        assertThat(plan.getList("queries[0].values")).containsExactly("77");
        assertThat(plan.getString("queries[0].output")).isEqualTo("new");
        assertThat(source.opened("q1")).isZero();

        Run run = command("extract", Arrays.copyOf(extract, extract.length - 1));
        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("q1  completed  3 rows");
        assertThat(new JsonPath(run.out()).getString("status")).isEqualTo("completed");
        assertThat(source.sent("q1").parameters().toString()).contains("77");

        extract[7] = "b=78";
        Run refused = command("extract", extract);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(new JsonPath(refused.out()).getBoolean("accepted")).isFalse();
        source.script(
                "q2",
                new FakeRowSource(3)
                        .failAfter(
                                0, new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_QUERY_FAILED, "Refused.")));
        assertThat(command("extract", "--country", "bolivia", "--query", "q2", "-d", folder)
                        .code())
                .isEqualTo(1);
    }

    @Test
    void anEndedJobCantBeCancelledAndAnUnknownOneIsWrongUsage() {
        String job = extract("q3");
        assertThat(bridge("watch", job).code()).isZero();
        assertThat(bridge("cancel", job)).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("[job-ended]");
        });
        assertThat(new JsonPath(bridge("manifest", job, "q3").out()).getString("job_id"))
                .isEqualTo(job);
        assertThat(bridge("manifest", job, "q1").err()).contains("[unknown-query]");
        assertThat(bridge("show", "none-such")).satisfies(unknown -> {
            assertThat(unknown.code()).isEqualTo(2);
            assertThat(unknown.err()).contains("[unknown-job]");
        });
        assertThat(bridge("list", "--status", "gone").code()).isEqualTo(2);
    }

    private static String extract(String... queries) {
        return given().contentType("application/json")
                .body("{\"country\": \"bolivia\", \"destination\": \"/Volumes/main/bridge/" + UUID.randomUUID()
                        + "\", \"queries\": [\"" + String.join("\", \"", queries) + "\"]}")
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
    }

    @Test
    void samplesAreATableOrJson() {
        String job = extract("q1");
        assertThat(bridge("watch", job).code()).isZero();
        Run table = bridge("samples", job);
        assertThat(table.code()).isZero();
        assertThat(table.out()).startsWith("query").contains("attempt");
        Run json = bridge("samples", job, "--query", "q1", "-o", "json");
        assertThat(new JsonPath(json.out()).getList("queries.query_name")).containsExactly("q1");
        assertThat(bridge("samples", job, "--query", "none").code()).isEqualTo(2);
    }

    @Test
    void aServiceTellsOfItsOwnFiles() {
        assertThat(command("list-countries", "-o", "json").out()).contains("bolivia");
        assertThat(command("list-queries", "--country", "bolivia").out()).contains("q1", "parameters");
        Run parameters = command("show-params", "--country", "bolivia");
        assertThat(parameters.code()).isZero();
        assertThat(parameters.out()).startsWith("parameter");
        assertThat(command("show-params", "--country", "atlantis").code()).isEqualTo(2);
    }

    @Test
    void administratorsAskAServiceAboutItself() {
        assertThat(command("settings", "--name", "bridge.sandbox", "--set").code())
                .isZero();
        assertThat(command("replicas").out()).contains("queries", "seen");
        assertThat(command("flow", "--window", "24h").out()).startsWith("from");
        assertThat(command("flow", "--window", "2h").code()).isEqualTo(2);
        assertThat(command("audit", "state").out()).contains("head_sequence");
        Run verified = command("audit", "verify");
        assertThat(verified.out()).startsWith("intact: ");
        assertThat(verified.code()).isZero();
        assertThat(command("audit", "verify", "--expect", "1:" + "0".repeat(64)).code())
                .isEqualTo(2);
    }
}
