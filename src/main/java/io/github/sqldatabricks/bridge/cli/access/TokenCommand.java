package io.github.sqldatabricks.bridge.cli.access;

import picocli.CommandLine.Command;

/** {@code bridge token}: groups the commands about tokens. */
@Command(
        name = "token",
        description = "Makes, lists and revokes the tokens of the permissions file.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CreateCommand.class, HashCommand.class, ListCommand.class, RevokeCommand.class})
public final class TokenCommand {}
