package io.github.sqldatabricks.bridge.databricks;

/** How files reach the volume. */
public enum UploadMode {
    /** Multipart where the workspace offers it, else single. */
    AUTO,
    /** In parts while the query runs; the file stays invisible until it is completed. */
    MULTIPART,
    /** In one request when the output is published; the local disk holds the files until then. */
    SINGLE
}
