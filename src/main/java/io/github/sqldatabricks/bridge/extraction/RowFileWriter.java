package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.RowSchema;
import java.nio.file.Path;
import java.util.Map;

/** Port: writes rows to a local file in the format of the volume (Parquet). Thread-safe; the files are not. */
public interface RowFileWriter {

    /**
     * Begins a file. Everything that the schema could be refused for is found before the file is created.
     *
     * @param file does not exist yet
     * @param metadata key-value pairs for the file's footer
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent when the disk refuses
     */
    RowFile create(Path file, RowSchema schema, Map<String, String> metadata);
}
