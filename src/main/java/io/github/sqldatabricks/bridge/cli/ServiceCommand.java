package io.github.sqldatabricks.bridge.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that needs the service: it is started with the command's settings, and then runs the command. */
abstract class ServiceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec specification;

    /** For printing in the command's own streams. */
    final CommandSpec specification() {
        return specification;
    }

    /** Settings that the service starts with, over all others; a value is never a secret. */
    abstract Map<String, String> settings();

    /** Looks at what can be wrong before the service starts with {@code settings}. */
    void check(Map<String, String> settings) {}

    /** Does the work inside the started service and returns the exit code. */
    abstract int run(Services services);

    @Override
    public final Integer call() {
        String[] arguments = specification
                .root()
                .commandLine()
                .getParseResult()
                .originalArgs()
                .toArray(String[]::new);
        Map<String, String> settings = settings();
        check(settings);
        return ServiceRunner.start(settings, arguments);
    }
}
