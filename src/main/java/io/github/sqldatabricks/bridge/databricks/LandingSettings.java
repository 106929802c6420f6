package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Duration;

/**
 * How files are sent.
 *
 * @param mode in parts, in one request, or what works
 * @param partSize of a multipart upload, in bytes
 * @param parallelism parts of one file sent at once, files completed at once
 * @param spoolLimit bytes of local disk for files that wait, in all landings together
 * @param requestTimeout of one request, its body included
 * @param retry for failures that pass
 */
public record LandingSettings(
        UploadMode mode, long partSize, int parallelism, long spoolLimit, Duration requestTimeout, RetryPolicy retry) {

    private static final long MIB = 1L << 20;
    private static final long MIN_PART = 5 * MIB;
    private static final long MAX_PART = 4096 * MIB;

    /**
     * The settings of the configuration.
     *
     * @throws BridgeException.InvalidRequest when the part size is one that object stores refuse
     */
    public static LandingSettings of(DatabricksConfig config) {
        long partSize = config.uploadPartSize().asLongValue();
        if (partSize < MIN_PART || partSize > MAX_PART) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_UPLOAD_PART_SIZE,
                    "Expected bridge.databricks.upload-part-size between 5M and 4096M, but got " + partSize
                            + " bytes.");
        }
        return new LandingSettings(
                config.uploadMode(),
                partSize,
                config.uploadParallelism(),
                config.spoolLimit().asLongValue(),
                config.requestTimeout(),
                RetryPolicy.within(config.retryBudget()));
    }
}
