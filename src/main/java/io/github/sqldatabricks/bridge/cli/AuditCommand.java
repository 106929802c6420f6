package io.github.sqldatabricks.bridge.cli;

import picocli.CommandLine.Command;

/** {@code bridge audit}: groups the commands about the audit trail. */
@Command(
        name = "audit",
        description = "Lists the audit trail of a running service, and verifies its chain.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AuditListCommand.class, AuditVerifyCommand.class})
public final class AuditCommand {}
