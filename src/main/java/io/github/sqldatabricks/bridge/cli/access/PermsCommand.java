package io.github.sqldatabricks.bridge.cli.access;

import picocli.CommandLine.Command;

/** {@code bridge perms}: groups the commands about permissions. */
@Command(
        name = "perms",
        description = "Explains the permissions file.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ExplainCommand.class)
public final class PermsCommand {}
