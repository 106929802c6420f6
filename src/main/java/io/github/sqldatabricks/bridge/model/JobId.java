package io.github.sqldatabricks.bridge.model;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The identity of one extraction job.
 *
 * @param value 1 to 64 letters, digits or hyphens; ours are random UUIDs
 */
public record JobId(String value) {

    /** What an id looks like. */
    public static final String PATTERN = "[A-Za-z0-9-]{1,64}";

    private static final Pattern VALID = Pattern.compile(PATTERN);
    private static final int RUN_CHARACTERS = 16;

    /** @throws BridgeException.InvalidRequest when the value is not valid */
    public JobId {
        Names.require(value, VALID, ErrorCode.INVALID_JOB_ID, "a job id of 1 to 64 letters, digits or '-'");
    }

    /** A new, unique identity. */
    public static JobId random() {
        return new JobId(UUID.randomUUID().toString());
    }

    /**
     * What file names carry of it: its first 16 letters and digits, in ours 60 random bits. It is the same for all attempts of
     * a job, and two jobs never share it.
     */
    public String run() {
        String plain = value.replace("-", "");
        return plain.substring(0, Math.min(RUN_CHARACTERS, plain.length()));
    }

    @Override
    public String toString() {
        return value;
    }
}
