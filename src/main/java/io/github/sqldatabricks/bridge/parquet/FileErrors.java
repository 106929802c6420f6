package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.io.IOException;
import java.nio.file.Path;

/** What a failure of the local disk means. */
final class FileErrors {

    private FileErrors() {}

    static BridgeException of(Path file, IOException failure) {
        return new BridgeException.RemotePermanent(
                "spool-write-failed",
                "Writing the local file " + file.getFileName() + " failed: " + failure.getMessage()
                        + ". Give the folder bridge.extraction.spool-path room for a few files of"
                        + " bridge.extraction.file-size each.",
                failure);
    }
}
