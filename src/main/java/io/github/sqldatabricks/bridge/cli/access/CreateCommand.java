package io.github.sqldatabricks.bridge.cli.access;

import io.github.sqldatabricks.bridge.access.NewToken;
import io.github.sqldatabricks.bridge.access.NewUser;
import io.github.sqldatabricks.bridge.cli.OutputOptions;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridge token create}. The token stands alone on standard output: {@code TOKEN=$(bridge token create ...)}. */
@Command(
        name = "create",
        description = {
            "Makes a token, prints it once, and adds its user to the permissions file.",
            "The file holds the token's SHA-256 only: a token that is lost can't be shown again."
        })
final class CreateCommand implements Callable<Integer> {

    @Option(names = "--name", required = true, description = "The user; unique, shown on jobs and in logs.")
    private String name;

    @Option(names = "--expires", paramLabel = "DATE", description = "The last day (UTC) of the token, like 2027-01-31.")
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
        NewUser user =
                new NewUser(name, Optional.ofNullable(expires), admin, events, grants.grants(), grants.sources());
        NewToken made = print
                ? file.administration().prepare(user)
                : file.administration().create(user);
        String text = print ? made.secret() + "\n\n" + made.entry() : made.secret();
        output.print(
                specification, text, OutputOptions.fields("name", name, "token", made.secret(), "entry", made.entry()));
        if (!print) {
            say("Added '" + name + "' to " + file.path() + ". A running service knows him within seconds.");
        }
        say("This is the only time that the token is shown.");
        return 0;
    }

    private void say(String message) {
        specification.commandLine().getErr().println(message);
    }
}
