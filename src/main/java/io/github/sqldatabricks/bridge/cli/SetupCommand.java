package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.job.DatabaseSetup;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bridge setup}: for logins that may not make tables. */
@Command(
        name = "setup",
        description =
                "Prints the T-SQL by which a database administrator makes the bridge's tables; it can be run again at any"
                        + " time. Where the bridge's login may, it makes them itself.")
final class SetupCommand extends ServiceCommand {

    @Option(names = "--print", required = true, description = "Prints the script; nothing is run.")
    private boolean print;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "bridge",
            description = "The database user of the bridge's login. Default: bridge.")
    private String user;

    @Override
    Map<String, String> settings() {
        return LocalSettings.withoutApi(false);
    }

    @Override
    int run() {
        PrintWriter out = specification().commandLine().getOut();
        out.println(bean(DatabaseSetup.class).script(user));
        out.flush();
        return 0;
    }
}
