package io.github.sqldatabricks.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.WatchedSandbox;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * {@code bridge sync} against a running service. Catches exit codes that lie, JSON that is not alone on standard output,
 * and errors without a word of help.
 */
@QuarkusTest
@TestProfile(WatchedSandbox.class)
class SyncCommandsTest {

    @TestHTTPResource("/")
    URI service;

    /** What a command printed, and its exit code. */
    private record Run(int code, String out, String err) {}

    private Run bridge(String... arguments) {
        return bridgeAt(service.toString(), arguments);
    }

    private static Run bridgeAt(String url, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                BridgeCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] all = new String[arguments.length + 3];
        all[0] = "sync";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--url";
        all[all.length - 1] = url;
        int code = commandLine.execute(all);
        return new Run(code, out.toString(), err.toString());
    }

    private Run delete(String id, int product, String... more) {
        String[] command = {
            "submit", "DELETE", "--target", "dbo.stock", "--where", "product_id=" + product, "--event-id", id
        };
        String[] all = Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return bridge(all);
    }

    @Test
    void submitWaitsAndShowsTheOutcome() {
        Run run = delete("cli-1", 1, "--wait", "--rows-expected", "3");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("cli-1", "completed", "discrepancy");
        assertThat(bridge("show", "cli-1").out()).contains("dbo.stock", "completed");
        assertThat(bridge("history", "cli-1").out()).contains("sync_started", "sync_completed");
        assertThat(bridge("targets").out()).contains("dbo.stock");
        assertThat(bridge("list", "--target", "DBO.stock", "--status", "completed,failed")
                        .out())
                .contains("cli-1");
        assertThat(bridge("list", "--error", "none-such").out()).doesNotContain("cli-1");
        assertThat(bridge("dry-run", "cli-1").err()).contains("[event-not-retryable]");
        assertThat(bridge("watch", "cli-1").code()).isZero();
        assertThat(bridge("watch", "cli-1").out()).contains("cli-1  DELETE  dbo.stock  completed  2 rows");
    }

    @Test
    void jsonIsOneDocument() {
        JsonPath event = new JsonPath(delete("cli-2", 2, "--wait", "-o", "json").out());
        assertThat(event.getString("event_id")).isEqualTo("cli-2");
        assertThat(event.getInt("changes.deleted")).isEqualTo(2);
        assertThat(new JsonPath(bridge("list", "-o", "json").out()).getList("event_id"))
                .contains("cli-2");
        assertThat(new JsonPath(bridge("stats", "-o", "json").out()).getInt("events.by_status.completed"))
                .isPositive();
    }

    @Test
    void aDryRunShowsRowsAndChangesNothing() {
        for (int attempt = 0; attempt < 2; attempt++) {
            Run run = delete("cli-3", 3, "--dry-run");
            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("2 deleted", "Nothing was changed", "La Paz", "(none)");
        }
    }

    @Test
    void anEventThatFailsIsExitCodeOneWithItsReasonAndCanBeTriedAgain() {
        Run run = bridge(
                "submit",
                "INSERT",
                "--source",
                "main.bridge.nothing",
                "--target",
                "dbo.stock",
                "--event-id",
                "cli-4",
                "--wait");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("failed", "main.bridge.nothing");
        assertThat(bridge("retry", "cli-4").code()).isZero();
        assertThat(bridge("retry", "no-such-1", "no-such-2")).satisfies(none -> {
            assertThat(none.code()).isEqualTo(1);
            assertThat(none.out()).contains("no-such-1", "[unknown-event]");
        });
        assertThat(bridge("watch", "cli-4").code()).isEqualTo(1);
        assertThat(bridge("cancel", "cli-4")).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("cli-4");
        });
    }

    @Test
    void whatIsWrongIsSaidInOneLine() {
        assertThat(bridge("submit", "MERGE", "--target", "dbo.t")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).startsWith("Error: ").contains("UPSERT").hasLineCount(1);
        });
        assertThat(bridge("show", "no-such-event")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains("no-such-event");
        });
        assertThat(bridgeAt("http://localhost:1", "stats")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("http://localhost:1", "bridge serve");
        });
        assertThat(bridgeAt("nowhere", "stats").code()).isEqualTo(2);
    }
}
