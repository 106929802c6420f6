package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;

/** Runs a {@link ServiceCommand} inside the started service. */
public class ServiceRunner implements QuarkusApplication {

    private final Services services;

    ServiceRunner(Services services) {
        this.services = services;
    }

    /** Starts the service with {@code settings}, runs the command that {@code arguments} name and stops again. */
    static int start(Map<String, String> settings, String... arguments) {
        settings.forEach(System::setProperty);
        AtomicInteger exitCode = new AtomicInteger(CommandLine.ExitCode.SOFTWARE);
        Quarkus.run(
                ServiceRunner.class,
                (code, failure) -> {
                    exitCode.set(code);
                    if (failure != null) {
                        System.err.println("Error: " + StartFailure.explain(failure));
                    }
                },
                arguments);
        return exitCode.get();
    }

    @Override
    public int run(String... arguments) {
        ServiceCommand command = (ServiceCommand) BridgeCommand.parse(arguments);
        try {
            return command.run(services);
        } catch (BridgeException failure) {
            System.err.println(BridgeCommand.errorLine(failure));
            return BridgeCommand.exitCode(failure);
        }
    }
}
