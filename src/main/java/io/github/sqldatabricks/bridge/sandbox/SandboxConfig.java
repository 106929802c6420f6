package io.github.sqldatabricks.bridge.sandbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The embedded emulators of SQL Server and Databricks. Never active unless asked for. */
@ConfigMapping(prefix = "bridge.sandbox")
public interface SandboxConfig {

    /** Whether the emulators take the place of both systems. Refused in production. */
    @WithDefault("false")
    boolean enabled();

    /** TPC-H scale factor of the data; 1 has 6 million line items. 0.001 to 10. */
    @WithDefault("0.01")
    double scale();

    /** Folder of the volumes' files. Default: a temporary folder that goes with the process. */
    Optional<Path> folder();

    /** Port of the local workspace; 0 takes a free one. */
    @WithDefault("0")
    int port();

    /** The local workspace's personal access token, for clients in other processes; never logged. Default: one that nobody knows. */
    Optional<String> workspaceToken();

    /**
     * Names under which the service with the sandbox may be called, such as {@code bridge.bridge-sandbox.svc}; addresses and {@code
     * localhost} always may. Default: none.
     */
    Optional<List<String>> hostNames();

    /** Emulators of another process, for several sandbox processes that share them. */
    Shared shared();

    /** Emulators of another process. */
    interface Shared {

        /**
         * Its database, as H2 has it in a URL ({@code tcp://localhost:9092/mem:shop}), filled already. Default: one of this
         * process's own.
         */
        Optional<String> database();

        /** Its local workspace, {@code http://localhost:<port>}. Default: one of this process's own. */
        Optional<URI> workspace();

        /** What that workspace is logged in to with; never logged. */
        Optional<String> token();
    }
}
