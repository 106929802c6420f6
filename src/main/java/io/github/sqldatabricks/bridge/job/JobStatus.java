package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The name of a {@link JobState}, as callers and the store write it. */
public enum JobStatus {
    PENDING,
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** The status in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The status that {@code text} names; case matters.
     *
     * @throws BridgeException.InvalidRequest when there is none
     */
    public static JobStatus of(String text) {
        return Arrays.stream(values())
                .filter(status -> status.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_STATUS,
                        "Expected a status of " + known() + "; GET /jobs without a filter has all."));
    }

    private static String known() {
        return Arrays.stream(values()).map(JobStatus::text).collect(Collectors.joining(", "));
    }
}
