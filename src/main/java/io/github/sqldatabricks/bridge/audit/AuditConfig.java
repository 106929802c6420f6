package io.github.sqldatabricks.bridge.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** What becomes of the audit trail. */
@ConfigMapping(prefix = "bridge.audit")
public interface AuditConfig {

    /**
     * Whether new work (extractions, events, cancels, retries) is refused with 503 {@code audit-unavailable} while it
     * can't be recorded in the table. {@code false}: it goes on, and only the log is sure to have it.
     */
    @WithDefault("true")
    boolean required();

    /**
     * Makes the chain of records one that nobody can forge without this key: 32 bytes in Base64 ({@code openssl rand
     * -base64 32}), the same for all processes and for as long as records are kept; never logged.
     */
    Optional<String> key();

    /** How long records are kept in the table. 1 to 36500 days. */
    @WithDefault("400D")
    Duration retention();

    /** How many records may wait for the table in this process, 100 to 100000. Each takes 1 to 10 KiB. */
    @WithDefault("5000")
    @Min(100)
    @Max(100_000)
    int queueCapacity();

    /**
     * How long new work waits for its record to be stored, and how long the table may fail before new work is refused
     * without waiting. 100 ms to 5 minutes.
     */
    @WithDefault("10s")
    Duration patience();

    /** After how many records a checkpoint is written to the log, 1 to 1000000. */
    @WithDefault("1000")
    @Min(1)
    @Max(1_000_000)
    int checkpointEvery();

    /**
     * Whether requests that only look ({@code GET}) are recorded in the table, too; the log has them in any case. Say
     * {@code false} where clients ask for the state of jobs every few seconds.
     */
    @WithDefault("true")
    boolean readsInTable();
}
