package io.github.sqldatabricks.bridge.cli.client;

import io.github.sqldatabricks.bridge.cli.OutputOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks a running service and prints the answer. */
public abstract class ClientCommand implements Callable<Integer> {

    @Mixin
    private ServiceClient.Options service = new ServiceClient.Options();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec specification;

    @Override
    public final Integer call() {
        return run(service.client());
    }

    /**
     * Asks and prints.
     *
     * @return the exit code
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the service refuses, or does not answer
     */
    protected abstract int run(ServiceClient client);

    /** Prints the result in the form that the user asked for. */
    protected final void print(String text, Object json) {
        output.print(specification, text, json);
    }

    /** One more parameter for a URL's query; nothing when there is no value. */
    protected static String filter(String name, String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
