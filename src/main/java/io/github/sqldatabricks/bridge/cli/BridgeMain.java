package io.github.sqldatabricks.bridge.cli;

import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the program starts; only turns the exit code of the command line into that of the process. */
@QuarkusMain
public final class BridgeMain {

    private BridgeMain() {}

    public static void main(String... arguments) {
        LiveTerminal.install();
        System.exit(BridgeCommand.commandLine().execute(arguments));
    }
}
