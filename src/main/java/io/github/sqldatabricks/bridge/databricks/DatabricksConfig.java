package io.github.sqldatabricks.bridge.databricks;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The Databricks workspace. */
@ConfigMapping(prefix = "bridge.databricks")
public interface DatabricksConfig {

    /** {@code https://adb-1234567890123456.7.azuredatabricks.net}; the scheme may be left out. */
    Optional<String> host();

    /** How to log in there. */
    @WithParentName
    Login login();

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

    /**
     * Chunks of one result that are in memory at once, 1 to 16. The warehouse decides how large they are, about 20 MB each; more
     * are read faster and take more memory.
     */
    @WithDefault("2")
    @Min(1)
    @Max(16)
    int chunksInMemory();

    /**
     * The largest text (as UTF-8) or bytes of one value that event sync reads; a larger one fails its event. At most a sixteenth of
     * the heap, less with more than 2 events at once.
     */
    @WithDefault("64M")
    MemorySize maxValueSize();

    /** How to log in at the workspace. */
    interface Login {

        /**
         * How to log in: {@code pat}, {@code oauth-m2m}, {@code azure-client-secret}, {@code azure-msi}, {@code azure-cli},
         * {@code file-oidc}, {@code env-oidc}, {@code github-oidc}, {@code github-oidc-azure}, {@code azure-devops-oidc},
         * {@code google-credentials}, {@code google-id}, {@code databricks-cli} or {@code profile}. Default: {@code pat} or
         * {@code oauth-m2m}, whichever is configured.
         */
        Optional<LoginType> authType();

        /** A personal access token; never logged. Or {@link #clientId} and {@link #clientSecret}. */
        Optional<String> token();

        /** A service principal's application id, for OAuth machine-to-machine and token federation. */
        Optional<String> clientId();

        /** The service principal's OAuth secret; never logged. */
        Optional<String> clientSecret();

        /** For {@code file-oidc}: the file of the identity token that is exchanged, read anew at each exchange. */
        Optional<Path> oidcTokenFile();

        /** For {@code profile}: which one of the configuration file. Default: {@code DEFAULT}. */
        Optional<String> profile();

        /** For {@code profile}: the configuration file. Default: {@code .databrickscfg} in the home folder. */
        Optional<Path> configFile();

        /** For {@code azure-client-secret} and {@code azure-msi}. */
        Azure azure();

        /** An identity of Microsoft Entra. */
        interface Azure {

            /** The Entra tenant. */
            Optional<String> tenantId();

            /** The service principal's, or the user-assigned managed identity's, client id. */
            Optional<String> clientId();

            /** The service principal's secret; never logged. */
            Optional<String> clientSecret();
        }
    }

    /**
     * A way to log in at Databricks, by the SDK's own name for it.
     *
     * @see <a href="https://docs.databricks.com/aws/en/dev-tools/auth/unified-auth">Unified authentication</a>
     */
    public enum LoginType {
        PAT,
        OAUTH_M2M,
        AZURE_CLIENT_SECRET,
        AZURE_MSI,
        AZURE_CLI,
        ENV_OIDC,
        FILE_OIDC,
        GITHUB_OIDC,
        GITHUB_OIDC_AZURE,
        AZURE_DEVOPS_OIDC,
        GOOGLE_CREDENTIALS,
        GOOGLE_ID,
        DATABRICKS_CLI,
        /** Whatever the named profile of the configuration file says; the only one that the SDK has no name for. */
        PROFILE;

        /** Such as {@code azure-client-secret}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether the bridge's own settings hold all that it takes; the others also read the SDK's variables. */
        boolean isOwn() {
            return this == PAT || this == OAUTH_M2M;
        }
    }

    /** How files reach the volume. */
    public enum UploadMode {
        /** Multipart where the workspace offers it, else single. */
        AUTO,
        /** In parts while the query runs; the file stays invisible until it is completed. */
        MULTIPART,
        /** In one request when the output is published; the local disk holds the files until then. */
        SINGLE
    }
}
