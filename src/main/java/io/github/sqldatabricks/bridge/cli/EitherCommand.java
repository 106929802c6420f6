package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;

/** A command that a service does which is started for it or, with {@code --url}, one that runs already, with the rights of its user. */
abstract class EitherCommand extends ServiceCommand {

    @Mixin
    private ServiceOption service = new ServiceOption();

    @Override
    final OptionalInt withoutService(Map<String, String> settings) {
        return service.client().map(this::at).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    private int at(ServiceClient client) {
        refuseBesideUrl("--sandbox", "--scale", "--queries-path", "--config-path", "--replications-path");
        return runAt(client);
    }

    /**
     * Has a running service do the work.
     *
     * @return the exit code
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it refuses, or does not answer
     */
    abstract int runAt(ServiceClient client);
}
