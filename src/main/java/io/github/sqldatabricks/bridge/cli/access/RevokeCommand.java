package io.github.sqldatabricks.bridge.cli.access;

import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridge token revoke}. */
@Command(
        name = "revoke",
        description = {
            "Makes a user's token invalid: sets its last day to yesterday in the permissions file.",
            "The entry stays, so that nobody gets the name, and with it the jobs, by mistake."
        })
final class RevokeCommand implements Callable<Integer> {

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
                .println("The token of '" + name + "' expired on " + last + " now. A running service refuses it within"
                        + " seconds, unless PERMISSIONS_HOT_RELOAD=false.");
        return 0;
    }
}
