package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.databricks.VolumeFiles.StoredFile;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads volumes back. Not through the SDK: its download stream (0.141.0) reads byte by byte, and ends without an error
 * when the connection breaks. Thread-safe.
 */
public final class VolumeReader {

    private final VolumeFiles files;

    public VolumeReader(WorkspaceSession session, LandingSettings settings) {
        this.files = new VolumeFiles(new WorkspaceHttp(session, settings.requestTimeout()), settings.retry());
    }

    /**
     * What is in the folder, in the order of the names; nothing when there is no such folder.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the volume can't be asked
     */
    public List<StoredFile> list(VolumePath folder) {
        return files.list(folder, new Cancellation());
    }

    /**
     * Copies a file of the volume to a local one, replacing it.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when there is none, or it can't be read
     */
    public void download(VolumePath file, Path target) {
        files.download(file, target, new Cancellation());
    }
}
