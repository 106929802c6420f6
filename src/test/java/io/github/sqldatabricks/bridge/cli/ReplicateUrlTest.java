package io.github.sqldatabricks.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code bridge replicate --url}: the same commands on this process's store and against a service. Catches one of the two that prints or
 * does something else, rights that are not those of the token's user, and exit codes that lie.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class ReplicateUrlTest {

    private static final Path FILE = GuardedSandbox.REPLICATIONS.resolve("remote.yaml");
    private static final Path BROKEN = GuardedSandbox.REPLICATIONS.resolve("remote-broken.yaml");
    private static final String ROWS = "dbo.remote_rows";
    private static final String STOCK = "dbo.remote_stock";

    @TestHTTPResource("/")
    URI root;

    @Inject
    SandboxConsoles worlds;

    @BeforeEach
    void load() throws IOException {
        for (String table : new String[] {ROWS, STOCK}) {
            worlds.sqlServer().run("CREATE TABLE " + table + " (id BIGINT NOT NULL PRIMARY KEY)");
            worlds.sqlServer().run("INSERT INTO " + table + " VALUES (1), (2), (3), (4)");
        }
        Files.writeString(FILE, """
                version: 1
                name: remote
                description: by commands
                source: {country: bolivia}
                target: {catalog: main, schema: loaded, volume: /Volumes/main/bridge/landing}
                schedule: {cron: "0 3 1 1 *", zone: UTC}
                streams:
                  dbo.remote_rows: {change: cursor, cursor: id}
                  dbo.remote_stock: {mode: replace, limits: {shrink_percent: 50}}
                """);
    }

    @AfterEach
    void remove() throws IOException {
        Files.deleteIfExists(FILE);
        Files.deleteIfExists(BROKEN);
        worlds.sqlServer().run("DROP TABLE " + ROWS);
        worlds.sqlServer().run("DROP TABLE " + STOCK);
    }

    /** @param where {@code here}, or the user whose token asks the service */
    private CommandRun replicate(String where, String... arguments) {
        return CommandRun.of(
                command -> run(where, command),
                Stream.of(
                                Stream.of("replicate"),
                                Arrays.stream(arguments),
                                Stream.of("--replications-path", GuardedSandbox.REPLICATIONS.toString()))
                        .flatMap(part -> part)
                        .toArray(String[]::new));
    }

    private int run(String where, Object command) {
        boolean here = where.equals("here");
        if (command instanceof ReplicateCommand.ListReplications list) {
            return here ? list.call() : list.runAt(service(where));
        }
        EitherCommand either = (EitherCommand) command;
        if (here) {
            either.check(Map.of());
        }
        return here ? either.run() : either.runAt(service(where));
    }

    private ServiceClient service(String user) {
        return new ServiceClient(root.resolve("/api/v1/"), Optional.of("token-of-" + user));
    }

    /** The text without what is another in each run. */
    private static String steady(CommandRun run) {
        return run.out()
                .replaceAll(" {2,}", "  ")
                .replaceAll(" B  [0-9.]+", " B  (seconds)")
                .replaceAll("-{2,}", "--");
    }

    @Test
    void filesAndPlansAreTheSameAsInThisProcess() throws IOException {
        assertThat(replicate("ana", "list")).isEqualTo(replicate("here", "list"));
        assertThat(replicate("ana", "list").out()).contains("remote", "0 3 1 1 * UTC", "-01-01T03:00:00Z");
        assertThat(replicate("ana", "list", "-o", "json")).isEqualTo(replicate("here", "list", "-o", "json"));
        for (String[] plan : new String[][] {
            {"plan", "remote"},
            {"plan", "remote", "--details", "--stream", STOCK},
            {"plan"}
        }) {
            assertThat(replicate("ana", plan)).isEqualTo(replicate("here", plan));
        }
        assertThat(replicate("ana", "plan", "remote", "-o", "json").json().getList("$"))
                .isEqualTo(
                        replicate("here", "plan", "remote", "-o", "json").json().getList("$"));
        assertThat(replicate("ana", "plan", "remote").out()).contains("2 streams, all can run");
        Files.writeString(BROKEN, "version: 7\n");
        CommandRun broken = replicate("ana", "list");
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.out()).contains("remote-broken.yaml", "BROKEN: ");
        assertThat(broken).isEqualTo(replicate("here", "list"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"here", "ana"})
    void aRunABackfillAndAnApproval(String where) {
        replicate("here", "reset", "remote", ROWS);
        replicate("here", "reset", "remote", STOCK);
        CommandRun first = replicate(where, "run", "remote");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(steady(first))
                .contains(
                        ROWS + ": loaded into main.loaded.remote_rows (merge)",
                        STOCK + ": loaded into main.loaded.remote_stock (replace)");
        assertThat(first.out()).startsWith("query ");
        CommandRun second = replicate(where, "run", "remote", "--stream", ROWS, "-o", "json");
        assertThat(second.json().getString("results[0].status")).isEqualTo("skipped");

        JsonPath range = replicate(where, "backfill", "remote", ROWS, "--from", "2", "--to", "4", "-o", "json")
                .json();
        assertThat(range.getInt("results[0].rows_extracted")).isEqualTo(2);

        worlds.sqlServer().run("DELETE FROM " + STOCK + " WHERE id > 1");
        CommandRun stopped = replicate(where, "run", "remote", "--stream", STOCK);
        assertThat(stopped.code()).isEqualTo(1);
        assertThat(stopped.out()).contains("[load-limit-exceeded]");
        assertThat(replicate(where, "approve", "remote", STOCK, "--load", "another")
                        .err())
                .contains("[state-changed]");
        CommandRun approved = replicate(where, "approve", "remote", STOCK);
        assertThat(approved.out())
                .contains("One load of remote/" + STOCK + " may have 3 rows fewer than the 4 that it replaces");
        assertThat(replicate(where, "run", "remote", "--stream", STOCK).code()).isZero();
        assertThat(replicate(where, "approve", "remote", STOCK).err()).contains("[nothing-blocked]");
    }

    @Test
    void aRunIsPrintedAsInThisProcess() {
        replicate("here", "reset", "remote", ROWS);
        replicate("here", "run", "remote");
        assertThat(steady(replicate("ana", "run", "remote", "--reset")))
                .isEqualTo(steady(replicate("here", "run", "remote", "--reset")));
        assertThat(steady(replicate("ana", "run", "remote", "--stream", ROWS)))
                .isEqualTo(steady(replicate("here", "run", "remote", "--stream", ROWS)));
        CommandRun run = replicate("ana", "run", "remote", "--stream", ROWS, "-o", "json");
        assertThat(run.err()).contains("job " + run.json().getString("job_id"), "bridge jobs cancel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"here", "ana"})
    void aPauseAndItsEnd(String where) {
        JsonPath paused = replicate(where, "pause", "remote", "-o", "json").json();
        assertThat(paused.getString("name")).isEqualTo("remote");
        assertThat(paused.getString("paused_by")).isEqualTo(where.equals("here") ? "command-line" : where);
        assertThat(replicate(where, "resume", "remote").out())
                .isEqualToIgnoringNewLines("remote runs by its schedule again.");
        assertThat(replicate(where, "resume", "remote", "-o", "json").json().getBoolean("was_paused"))
                .isFalse();
    }

    /** Rosa may read no table and operates nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pause remote",
                "resume remote",
                "approve remote " + STOCK,
                "reset remote " + STOCK,
                "run remote --reset",
                "backfill remote " + ROWS + " --from 1 --to 2"
            })
    void whoMayNotOperateIsRefusedByTheService(String command) {
        CommandRun refused = replicate("rosa", command.split(" "));
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("[operate-not-allowed]");
        assertThat(replicate("ana", "resume", "remote", "-o", "json").json().getBoolean("was_paused"))
                .isFalse();
    }

    @Test
    void aPlanHasTheRightsOfTheOneWhoAsks() {
        CommandRun plan = replicate("rosa", "plan", "remote");
        assertThat(plan.code()).isEqualTo(1);
        assertThat(plan.out())
                .contains("NOT READY", "The token of 'rosa' does not allow to load main.loaded.remote_rows");
        assertThat(replicate("rosa", "run", "remote").code()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan nowhere", "run nowhere", "pause nowhere", "backfill nowhere s --from 1 --to 2"})
    void whatIsNotThereIsWrongUsage(String command) {
        for (String where : new String[] {"here", "ana"}) {
            CommandRun unknown = replicate(where, command.split(" "));
            assertThat(unknown.code()).as(where + ": " + unknown.err()).isEqualTo(2);
        }
    }

    @Test
    void theRowsOfABackfillAreCountedAsInThisProcess() {
        replicate("here", "reset", "remote", ROWS);
        String[] count = {"backfill", "remote", ROWS, "--from", "2", "--to", "4", "--dry-run"};
        CommandRun early = replicate("ana", count);
        assertThat(early.code()).isEqualTo(1);
        assertThat(early.err()).contains("[replication-not-ready]");
        assertThat(early.err()).isEqualTo(replicate("here", count).err());

        replicate("here", "run", "remote", "--stream", ROWS);
        CommandRun counted = replicate("ana", count);
        assertThat(counted).isEqualTo(replicate("here", count));
        assertThat(counted.out())
                .startsWith(ROWS + ": 2 rows of the source, from 2 to before 4, into main.loaded.remote_rows by ");
        String[] json = {"backfill", "remote", ROWS, "--from", "2", "--to", "4", "--dry-run", "-o", "json"};
        assertThat(replicate("ana", json)).isEqualTo(replicate("here", json));
        assertThat(replicate("ana", json).json().getInt("[0].rows")).isEqualTo(2);
        assertThat(replicate("rosa", count).err()).contains("[operate-not-allowed]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list",
                "plan",
                "plan remote",
                "run remote",
                "pause remote",
                "resume remote",
                "approve remote s",
                "reset remote s",
                "backfill remote s --from 1 --to 2"
            })
    void aServiceThatIsNotThereIsCalledSo(String command) {
        StringWriter err = new StringWriter();
        String[] arguments = ("replicate " + command + " --url http://127.0.0.1:1").split(" ");
        int code =
                BridgeCommand.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("[service-unreachable]");
    }

    /** Who asks for emulators is not to change what is real. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicate run remote --reset --sandbox",
                "replicate backfill remote s --from 1 --to 2 --scale 1",
                "replicate plan remote --replications-path there",
                "extract --country bolivia --sandbox"
            })
    void optionsOfThisProcessAreRefusedBesideIt(String command) {
        StringWriter err = new StringWriter();
        int code = BridgeCommand.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute((command + " --url http://127.0.0.1:1").split(" "));
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("without --url: what it says would be ignored");
    }
}
