package io.github.sqldatabricks.bridge.cli.airbyte;

import picocli.CommandLine.Command;

/** {@code bridge airbyte}: groups the commands of the Airbyte protocol. */
@Command(
        name = "airbyte",
        description = "Reads Databricks tables as an Airbyte source: one JSON message a line on standard output.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SpecCommand.class, CheckCommand.class, DiscoverCommand.class, ReadCommand.class})
public final class AirbyteCommand {}
