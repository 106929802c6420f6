package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A local file whose handle can be released whatever happened: parquet-java keeps it open after a failure. */
final class LocalFile implements OutputFile, AutoCloseable {

    private final Path path;
    private final OutputFile file;
    private PositionOutputStream stream;

    LocalFile(Path path) {
        this(path, new LocalOutputFile(path));
    }

    /** A file that is opened another way than by creating {@code path}. */
    LocalFile(Path path, OutputFile file) {
        this.path = path;
        this.file = file;
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        stream = file.create(blockSizeHint);
        return stream;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        throw new UnsupportedOperationException("a file is never overwritten");
    }

    @Override
    public boolean supportsBlockSize() {
        return file.supportsBlockSize();
    }

    @Override
    public long defaultBlockSize() {
        return file.defaultBlockSize();
    }

    @Override
    public String getPath() {
        return file.getPath();
    }

    /** What a failure of the disk means to the caller. */
    BridgeException failure(IOException cause) {
        if (!Files.exists(path.getParent())) {
            return new BridgeException.RemoteTransient(
                    ErrorCode.SPOOL_DELETED,
                    "The local folder of " + path.getFileName() + " was deleted while it was written. Exempt the folder"
                            + " bridge.extraction.spool-path from what cleans up; another attempt makes it again.",
                    cause);
        }
        return new BridgeException.RemotePermanent(
                ErrorCode.SPOOL_WRITE_FAILED,
                "Writing the local file " + path.getFileName() + " failed: " + cause.getMessage()
                        + ". Give the folder bridge.extraction.spool-path room for a few files of"
                        + " bridge.extraction.file-size each.",
                cause);
    }

    /** Releases the handle. A failure no longer matters: a complete file is closed already, nobody reads another. */
    @Override
    public void close() {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            // The disk refused to take the last bytes of a file that is thrown away.
            return;
        }
    }
}
