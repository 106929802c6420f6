package io.github.sqldatabricks.bridge.store;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.audit.AuditChain;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.audit.AuditEntry;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.audit.AuditVerifier;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a real process (SIGKILL) in the middle of recording. Catches a chain that a death tears, and work that was allowed though
 * its record was not stored.
 */
class KilledAuditTest {

    private static final int ENOUGH = 50;

    @TempDir
    private Path folder;

    @Test
    void theChainVerifiesAndHasEveryRecordThatWorkWaitedFor() throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("jobs");
        Path answered = folder.resolve("answered");
        kill(url, answered);
        try (JobDatabase database = new JobDatabase(FixedStoreConfig.h2(url))) {
            AuditChain chain = AuditChain.of(Optional.empty());
            JdbcAuditStore store = new JdbcAuditStore(database, chain);
            List<String> stored = store.after(0, 1_000_000).stream()
                    .map(AuditRecord::entry)
                    .map(AuditEntry::resource)
                    .toList();
            assertThat(stored).containsAll(Files.readAllLines(answered));
            store.append(List.of(AuditEntry.of(AuditEvent.by("ana", AuditType.AUTH_SUCCESS, "GET", "/"))));
            assertThat(new AuditVerifier(store, chain, Optional.empty()).verify())
                    .isEqualTo(new AuditVerifier.Result.Intact(stored.size() + 1L, store.head()));
        }
    }

    private static void kill(String url, Path answered) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AuditingProcess.class.getName(),
                        url,
                        answered.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !process.isAlive()
                            || Files.exists(answered)
                                    && Files.readAllLines(answered).size() > ENOUGH);
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(Files.readAllLines(answered)).hasSizeGreaterThan(ENOUGH);
    }
}
