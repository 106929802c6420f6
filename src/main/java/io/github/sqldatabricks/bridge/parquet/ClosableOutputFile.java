package io.github.sqldatabricks.bridge.parquet;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A local file whose handle can be released without completing the file. */
final class ClosableOutputFile implements OutputFile {

    private final OutputFile file;
    private PositionOutputStream stream;

    ClosableOutputFile(Path path) {
        this.file = new LocalOutputFile(path);
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        stream = file.create(blockSizeHint);
        return stream;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        stream = file.createOrOverwrite(blockSizeHint);
        return stream;
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

    /** Releases the handle. A failure no longer matters: nobody reads the file. */
    void abandon() {
        try {
            stream.close();
        } catch (IOException e) {
            // The disk refused to take the last bytes of a file that is thrown away.
            return;
        }
    }
}
