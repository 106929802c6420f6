package io.github.sqldatabricks.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * {@code bridge token} and {@code bridge perms}, from arguments to the file. Catches anything but the token on standard
 * output, a token where it should not be, and exit codes that lie.
 */
class AccessCommandsTest {

    @TempDir
    Path folder;

    /** What a command printed, and its exit code. */
    private record Run(int code, String out, String err) {}

    private Run bridge(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                BridgeCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--permissions-file";
        all[arguments.length + 1] = file().toString();
        return new Run(commandLine.execute(all), out.toString(), err.toString());
    }

    @Test
    void aTokenIsMadeListedExplainedAndRevoked() throws IOException {
        Run created = bridge(
                "token",
                "create",
                "--name",
                "pricing",
                "--expires",
                "2099-01-31",
                "--read",
                "ref.*",
                "--read-write",
                "dbo.Results",
                "--max-delete-rows",
                "10000",
                "--source",
                "main.silver.*");
        assertThat(created.code()).isZero();
        assertThat(created.out().strip()).matches("brg_[0-9a-f]{64}");
        assertThat(created.err())
                .contains("pricing")
                .doesNotContain(created.out().strip());
        assertThat(Files.readString(file())).doesNotContain(created.out().strip());

        assertThat(bridge("token", "list").out()).contains("pricing", "2099-01-31", "sha256 ");
        assertThat(new JsonPath(bridge("token", "list", "-o", "json").out()).getBoolean("[0].expired"))
                .isFalse();
        assertThat(explain("ref.Country", "read").code()).isZero();
        assertThat(explain("ref.Country", "write")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).contains("not allowed", "the table matches, but not the access");
        });
        assertThat(explain("dbo.results", "write").out()).contains("allowed", "max_delete_rows 10000");

        assertThat(explainSource("main.silver.prices").code()).isZero();
        assertThat(explainSource("main.gold.prices")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).contains("not allowed", "main.silver.*");
        });

        assertThat(bridge("token", "revoke", "--name", "pricing").code()).isZero();
        LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
        assertThat(bridge("token", "list").out()).contains(yesterday + " (expired)");
        assertThat(explain("ref.Country", "read").code()).isEqualTo(1);
    }

    private Run explainSource(String source) {
        return bridge("perms", "explain", "--token-name", "pricing", "--source", source);
    }

    private Run explain(String table, String access) {
        return bridge("perms", "explain", "--token-name", "pricing", "--table", table, "--access", access);
    }

    @Test
    void bothAccessesAreExplainedWhenNoneIsAskedFor() throws IOException {
        Files.writeString(file(), "users: [{name: ana, token: a, permissions: [{table: '*', access: read}]}]");
        Run run = bridge("perms", "explain", "--token-name", "ana", "--table", "dbo.t");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(
                        "read dbo.t by 'ana' (clear text): allowed", "write dbo.t by 'ana' (clear text): not allowed");
        assertThat(new JsonPath(bridge("perms", "explain", "--token-name", "ana", "--table", "t", "-o", "json")
                                .out())
                        .getList("allowed"))
                .containsExactly(true, false);
    }

    @Test
    void printChangesNoFile() {
        Run run = bridge("token", "create", "--name", "ops", "--admin", "--print");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("brg_", "- name: \"ops\"", "admin: true", "token_sha256: \"");
        assertThat(file()).doesNotExist();
    }

    @Test
    void hashReadsStandardInput() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream((token() + "\n").getBytes(StandardCharsets.UTF_8)));
            StringWriter out = new StringWriter();
            CommandLine commandLine = BridgeCommand.commandLine().setOut(new PrintWriter(out, true));
            assertThat(commandLine.execute("token", "hash")).isZero();
            // printf %s 0123456789abcdef0123456789abcdef | sha256sum
            assertThat(out.toString().strip())
                    .isEqualTo("3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9");
        } finally {
            System.setIn(before);
        }
    }

    private static String token() {
        return "0123456789abcdef".repeat(2);
    }

    @Test
    void whatIsWrongIsSaidInOneLine() throws IOException {
        assertThat(bridge("token", "revoke", "--name", "nobody")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).startsWith("Error: ").contains("nobody").hasLineCount(1);
        });
        Files.writeString(file(), "users: [{name: a, token: secret-of-a, colour: red}]");
        assertThat(bridge("token", "list")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err())
                    .contains("line 1")
                    .doesNotContain("secret-of-a")
                    .hasLineCount(1);
        });
        assertThat(bridge("token", "create", "--name", "x", "--read", "a.b.c.d").code())
                .isEqualTo(2);
    }

    private Path file() {
        return folder.resolve("permissions.yaml");
    }
}
