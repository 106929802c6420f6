package io.github.sqldatabricks.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.restassured.path.json.JsonPath;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** What a command printed, and its exit code. */
record CommandRun(int code, String out, String err) {

    /**
     * Runs a command within the service that a test has started.
     *
     * @param runs runs the command that the arguments name, and returns its exit code; when the bridge refuses, the error is what is printed
     *     on standard error, and its exit code counts
     */
    static CommandRun of(ToIntFunction<Object> runs, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                BridgeCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        ParseResult parsed = line.parseArgs(arguments);
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        try {
            int code = runs.applyAsInt(parsed.commandSpec().userObject());
            return new CommandRun(code, out.toString(), err.toString());
        } catch (BridgeException refused) {
            return new CommandRun(BridgeCommand.exitCode(refused), out.toString(), BridgeCommand.errorLine(refused));
        }
    }

    /** What it printed, when it went well. */
    JsonPath json() {
        assertThat(code).as(err).isZero();
        return new JsonPath(out);
    }
}
