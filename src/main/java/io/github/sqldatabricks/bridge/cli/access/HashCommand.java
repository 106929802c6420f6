package io.github.sqldatabricks.bridge.cli.access;

import io.github.sqldatabricks.bridge.access.TokenAdministration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bridge token hash}. Never takes the token as an argument, which everybody on the machine could see. */
@Command(
        name = "hash",
        description =
                "Reads a token from standard input and prints its SHA-256 for token_sha256: bridge token hash < file")
final class HashCommand implements Callable<Integer> {

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
