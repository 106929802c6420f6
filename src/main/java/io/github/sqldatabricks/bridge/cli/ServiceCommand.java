package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that needs the service: it is started with the command's settings, and then runs the command. */
public abstract class ServiceCommand implements Callable<Integer> {

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

    /** Does the work without a service of this process, when it needs none; else empty. */
    OptionalInt withoutService(Map<String, String> settings) {
        return OptionalInt.empty();
    }

    /** Does the work inside the started service and returns the exit code. */
    abstract int run();

    /** A bean of the started service; Quarkus removes one that nothing else injects unless it is {@code @Unremovable}. */
    static <T> T bean(Class<T> type) {
        return Arc.container().select(type).get();
    }

    /**
     * Refuses options that are about this process, where a running service does the work.
     *
     * @throws ParameterException when one of them was given
     */
    final void refuseBesideUrl(String... options) {
        for (String option : options) {
            if (specification.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        specification.commandLine(),
                        "Expected " + option
                                + " without --url: what it says would be ignored, since the service there does the work.");
            }
        }
    }

    @Override
    public final Integer call() {
        String[] arguments = specification
                .root()
                .commandLine()
                .getParseResult()
                .originalArgs()
                .toArray(String[]::new);
        Map<String, String> settings = settings();
        OptionalInt done = withoutService(settings);
        if (done.isPresent()) {
            return done.getAsInt();
        }
        check(settings);
        return start(settings, arguments);
    }

    /** Starts the service with {@code settings}, runs the command that {@code arguments} name and stops again. */
    private static int start(Map<String, String> settings, String... arguments) {
        settings.forEach(System::setProperty);
        AtomicInteger exitCode = new AtomicInteger(CommandLine.ExitCode.SOFTWARE);
        Quarkus.run(
                Runner.class,
                (code, failure) -> {
                    exitCode.set(code);
                    if (failure != null) {
                        System.err.println("Error: " + explain(failure));
                    }
                },
                arguments);
        return exitCode.get();
    }

    /**
     * Why the service did not start, in one line: the bridge's own words where there are some, else the message of the innermost
     * cause, which is where the setting is named.
     */
    static String explain(Throwable failure) {
        String message = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BridgeException known) {
                return known.getMessage() + " [" + known.code() + "]";
            }
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                message = cause.getMessage();
            }
        }
        return message;
    }

    /** Runs the command inside the started service, by parsing the command line once more. */
    public static class Runner implements QuarkusApplication {

        @Override
        public int run(String... arguments) {
            ServiceCommand command = (ServiceCommand) BridgeCommand.parse(arguments);
            try {
                return command.run();
            } catch (BridgeException failure) {
                System.err.println(BridgeCommand.errorLine(failure));
                return BridgeCommand.exitCode(failure);
            }
        }
    }
}
