package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.audit.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditVerdict;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bridge audit verify}: reads the whole chain out of the table itself, so that no service has to be trusted. */
@Command(
        name = "verify",
        description =
                "Verifies the audit trail's chain in the database that bridge.jobs.url names: finds every record that"
                        + " was changed, removed, added or moved. An embedded database (jdbc:h2:file) can be opened while"
                        + " no service runs.")
final class AuditVerifyCommand extends ServiceCommand {

    private static final String EMPTY =
            "EMPTY: the database that bridge.jobs.url names has no record of an audit trail."
                    + " Nothing was verified. Is it the service's database?";

    @Option(
            names = "--expect",
            paramLabel = "SEQUENCE:HASH",
            description = "A position that the chain has to go through, from an audit_checkpoint line of the log.")
    private String expected;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(LocalSettings.quiet(false));
        settings.putAll(LocalSettings.IDLE);
        return settings;
    }

    @Override
    int run(Services services) {
        Optional<AuditPosition> checkpoint = Optional.ofNullable(expected).map(AuditPosition::parse);
        AuditVerdict verdict = services.auditVerification().verify(checkpoint);
        if (verdict instanceof AuditVerdict.Intact intact) {
            print(
                    "Intact: " + intact.records() + " records, the last is " + intact.last(),
                    OutputOptions.fields(
                            "intact", true,
                            "records", intact.records(),
                            "sequence", intact.last().sequence(),
                            "hash", intact.last().hash()));
            return 0;
        }
        if (verdict instanceof AuditVerdict.Broken broken) {
            print(
                    "BROKEN at record " + broken.sequence() + ": " + broken.reason(),
                    OutputOptions.fields("intact", false, "sequence", broken.sequence(), "reason", broken.reason()));
        } else {
            print(EMPTY, OutputOptions.fields("intact", false, "records", 0, "reason", EMPTY));
        }
        return 1;
    }

    private void print(String text, Object json) {
        output.print(specification(), text, json);
    }
}
