package io.github.sqldatabricks.bridge.cli.access;

import io.github.sqldatabricks.bridge.access.NewUser;
import io.github.sqldatabricks.bridge.access.Permissions.AccessLevel;
import io.github.sqldatabricks.bridge.access.Permissions.WriteLimits;
import io.github.sqldatabricks.bridge.access.TokenAdministration;
import io.github.sqldatabricks.bridge.cli.OutputOptions;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridge token}: groups the commands about tokens. */
@Command(
        name = "token",
        description = "Makes, lists and revokes the tokens of the permissions file.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TokenCommand.Create.class,
            TokenCommand.Hash.class,
            TokenCommand.ListUsers.class,
            TokenCommand.Revoke.class
        })
public final class TokenCommand {

    /** {@code bridge token create}. The token stands alone on standard output: {@code TOKEN=$(bridge token create ...)}. */
    @Command(
            name = "create",
            description = {
                "Makes a token, prints it once, and adds its user to the permissions file.",
                "The file holds the token's SHA-256 only: a token that is lost can't be shown again."
            })
    static final class Create implements Callable<Integer> {

        @Option(names = "--name", required = true, description = "The user; unique, shown on jobs and in logs.")
        private String name;

        @Option(
                names = "--expires",
                paramLabel = "DATE",
                description = "The last day (UTC) of the token, like 2027-01-31.")
        private LocalDate expires;

        @Option(names = "--admin", description = "Sees and cancels everybody's jobs and events.")
        private boolean admin;

        @Option(names = "--events", description = "Rows of the events table may act for this user.")
        private boolean events;

        @Mixin
        private GrantOptions grants = new GrantOptions();

        @Option(
                names = "--print",
                description = "Changes no file: prints the token and the entry, for a ConfigMap or a repository.")
        private boolean print;

        @Mixin
        private PermissionsFileOption file = new PermissionsFileOption();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Spec
        private CommandSpec specification;

        @Override
        public Integer call() {
            NewUser user = new NewUser(
                    name,
                    Optional.ofNullable(expires),
                    admin,
                    events,
                    grants.grants(),
                    grants.sources(),
                    grants.loads());
            TokenAdministration.NewToken made = print
                    ? file.administration().prepare(user)
                    : file.administration().create(user);
            String text = print ? made.secret() + "\n\n" + made.entry() : made.secret();
            output.print(
                    specification,
                    text,
                    OutputOptions.fields("name", name, "token", made.secret(), "entry", made.entry()));
            if (!print) {
                say("Added '" + name + "' to " + file.path() + ". A running service knows the name within seconds.");
            }
            say("This is the only time that the token is shown.");
            return 0;
        }

        private void say(String message) {
            specification.commandLine().getErr().println(message);
        }
    }

    /** {@code bridge token hash}. Never takes the token as an argument, which everybody on the machine could see. */
    @Command(
            name = "hash",
            description =
                    "Reads a token from standard input and prints its SHA-256 for token_sha256: bridge token hash < file")
    static final class Hash implements Callable<Integer> {

        private static final int MAX_BYTES = 64 * 1024;

        @Spec
        private CommandSpec specification;

        @Override
        public Integer call() throws IOException {
            String token = new String(System.in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
            specification.commandLine().getOut().println(TokenAdministration.hash(token));
            return 0;
        }
    }

    /** {@code bridge token list}: who can log in by what, and until when. */
    @Command(name = "list", description = "Lists the users of the permissions file; shows no token.")
    static final class ListUsers implements Callable<Integer> {

        @Mixin
        private PermissionsFileOption file = new PermissionsFileOption();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Spec
        private CommandSpec specification;

        @Override
        public Integer call() {
            List<TokenAdministration.UserSummary> users = file.administration().list();
            TextTable table =
                    new TextTable("name", "credential", "expires", "admin", "events", "permissions", "sources");
            users.forEach(user -> table.row(
                    user.name(),
                    user.credential(),
                    user.expires().map(LocalDate::toString).orElse("never") + (user.expired() ? " (expired)" : ""),
                    user.admin() ? "yes" : "no",
                    user.events() ? "yes" : "no",
                    String.valueOf(user.permissions()),
                    String.valueOf(user.sources())));
            output.print(
                    specification,
                    table.render(),
                    users.stream().map(ListUsers::wire).toList());
            return 0;
        }

        private static Map<String, Object> wire(TokenAdministration.UserSummary user) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", user.name());
            fields.put("credential", user.credential());
            fields.put("expires", user.expires().map(LocalDate::toString).orElse(null));
            fields.put("expired", user.expired());
            fields.put("admin", user.admin());
            fields.put("events", user.events());
            fields.put("permissions", user.permissions());
            fields.put("sources", user.sources());
            return fields;
        }
    }

    /** {@code bridge token revoke}. */
    @Command(
            name = "revoke",
            description = {
                "Makes a user's token invalid: sets its last day to yesterday in the permissions file.",
                "The entry stays, so that nobody gets the name, and with it the jobs, by mistake."
            })
    static final class Revoke implements Callable<Integer> {

        @Option(names = "--name", required = true, description = "The user.")
        private String name;

        @Mixin
        private PermissionsFileOption file = new PermissionsFileOption();

        @Spec
        private CommandSpec specification;

        @Override
        public Integer call() {
            LocalDate last = file.administration().revoke(name);
            specification
                    .commandLine()
                    .getOut()
                    .println("The token of '" + name + "' expired on " + last
                            + " now. A running service refuses it within"
                            + " seconds, unless PERMISSIONS_HOT_RELOAD=false.");
            return 0;
        }
    }

    /** The permissions of a new user. A limit holds for every table that the user may write. */
    static final class GrantOptions {

        @Option(
                names = "--read",
                paramLabel = "TABLE",
                description = "May be extracted; repeatable. dbo.Results, sales.*, *")
        private List<String> read = new ArrayList<>();

        @Option(names = "--write", paramLabel = "TABLE", description = "May be the target of a sync; repeatable.")
        private List<String> write = new ArrayList<>();

        @Option(names = "--read-write", paramLabel = "TABLE", description = "Both; repeatable.")
        private List<String> both = new ArrayList<>();

        @Option(
                names = "--source",
                paramLabel = "TABLE",
                description =
                        "A table of Unity Catalog that syncs may copy; repeatable. main.silver.prices, main.silver.*, *")
        private List<String> sources = new ArrayList<>();

        @Option(
                names = "--load",
                paramLabel = "TABLE",
                description =
                        "A table of Unity Catalog that rows may be loaded into; repeatable. main.sales.orders, main.sales.*, *")
        private List<String> loads = new ArrayList<>();

        @Option(
                names = "--max-delete-rows",
                paramLabel = "ROWS",
                description = "The most rows that an event may delete.")
        private Long maxDeleteRows;

        @Option(names = "--max-changed-rows", paramLabel = "ROWS", description = "The most rows that it may change.")
        private Long maxChangedRows;

        @Option(
                names = "--max-changed-percent",
                paramLabel = "PERCENT",
                description = "The same, in percent of the table.")
        private Double maxChangedPercent;

        List<NewUser.Grant> grants() {
            List<NewUser.Grant> grants = new ArrayList<>();
            read.forEach(table -> grants.add(new NewUser.Grant(table, AccessLevel.READ, WriteLimits.NONE)));
            write.forEach(table -> grants.add(new NewUser.Grant(table, AccessLevel.WRITE, limits())));
            both.forEach(table -> grants.add(new NewUser.Grant(table, AccessLevel.READ_WRITE, limits())));
            return grants;
        }

        List<String> sources() {
            return sources;
        }

        List<String> loads() {
            return loads;
        }

        private WriteLimits limits() {
            return new WriteLimits(
                    maxDeleteRows == null ? OptionalLong.empty() : OptionalLong.of(maxDeleteRows),
                    maxChangedRows == null ? OptionalLong.empty() : OptionalLong.of(maxChangedRows),
                    maxChangedPercent == null ? OptionalDouble.empty() : OptionalDouble.of(maxChangedPercent));
        }
    }
}
