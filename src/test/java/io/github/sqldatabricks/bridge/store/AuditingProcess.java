package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.audit.AuditChain;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.testing.FixedAuditConfig;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A process that records until it is killed, and writes the number of each record that was stored for good to a file. */
final class AuditingProcess {

    private AuditingProcess() {}

    public static void main(String[] arguments) throws Exception {
        Path answered = Path.of(arguments[1]);
        JobDatabase database = new JobDatabase(FixedStoreConfig.h2(arguments[0]));
        JdbcAuditStore store = new JdbcAuditStore(database, AuditChain.of(Optional.empty()));
        // Made at its first use, which takes longer than a record may wait.
        store.head();
        AuditTrail trail = new AuditTrail(FixedAuditConfig.strict(), () -> store, Optional::empty);
        for (int number = 0; true; number++) {
            trail.record(AuditEvent.by("ana", AuditType.AUTH_SUCCESS, "GET", "/jobs"));
            trail.recordFirst(AuditEvent.by("ana", AuditType.PERMISSION_GRANTED, "extract", "job:" + number));
            Files.writeString(answered, "job:" + number + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
