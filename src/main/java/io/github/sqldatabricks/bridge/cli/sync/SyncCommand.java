package io.github.sqldatabricks.bridge.cli.sync;

import picocli.CommandLine.Command;

/** {@code bridge sync}: groups the commands about events. */
@Command(
        name = "sync",
        description = "Submits and watches events of a running service.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SubmitCommand.class,
            ListCommand.class,
            ShowCommand.class,
            RetryCommand.class,
            CancelCommand.class,
            StatsCommand.class,
            WatchCommand.class
        })
public final class SyncCommand {}
