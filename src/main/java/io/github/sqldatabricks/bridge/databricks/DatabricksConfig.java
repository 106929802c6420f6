package io.github.sqldatabricks.bridge.databricks;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** The Databricks workspace. */
@ConfigMapping(prefix = "bridge.databricks")
public interface DatabricksConfig extends LoginSettings {

    /** {@code https://adb-1234567890123456.7.azuredatabricks.net}; the scheme may be left out. */
    Optional<String> host();

    /** The SQL warehouse that runs statements. */
    Optional<String> warehouseId();

    /** The catalog that names without one mean. */
    @WithDefault("main")
    String catalog();

    /** How one HTTP request may take, an upload of one part included. */
    @WithDefault("5m")
    Duration requestTimeout();

    /** How long a sleeping warehouse may take to start before a statement fails. */
    @WithDefault("15m")
    Duration warehouseStartTimeout();

    /**
     * How files reach the volume: {@code multipart} (sent while the query runs, invisible until published; AWS and
     * Azure), {@code single} (kept on the local disk until published), or {@code auto}: multipart where the workspace
     * offers it, else single.
     */
    @WithDefault("auto")
    UploadMode uploadMode();

    /** Local disk that finished files may take together while they wait in mode {@code single}. */
    @WithDefault("10G")
    MemorySize spoolLimit();

    /** How long after its first failure a request to a throttling or unavailable workspace may be attempted again. */
    @WithDefault("1m")
    Duration retryBudget();

    /** Size of the parts of a multipart upload, 5 MiB to 4 GiB. */
    @WithDefault("16M")
    MemorySize uploadPartSize();

    /** Parts of one file that are sent at once, 1 to 16. */
    @WithDefault("2")
    @Min(1)
    @Max(16)
    int uploadParallelism();

    /** The largest text or bytes of one value that event sync reads; a larger one fails its event. */
    @WithDefault("64M")
    MemorySize maxValueSize();
}
