package io.github.sqldatabricks.bridge.extraction;

import java.nio.file.Path;

/** One output on its way into a folder. One thread uses it; only {@link #abort()} may come from another. */
public interface Landing extends AutoCloseable {

    /**
     * Sends a finished local file, without making it visible yet. From now on the file is the landing's: it deletes it
     * (or moves it away) as soon as it is no longer needed, which bounds the local disk. The caller deletes what is left
     * in its folder only after {@link #close()}.
     *
     * @param name the file's name in the folder, letters, digits, {@code . _ -}
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient when another attempt can help
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent when it can't
     */
    void stage(String name, Path file);

    /**
     * Makes the staged files the folder's whole output: they appear, files of earlier runs go, and the manifest is
     * written last. After an exception the same call (or a whole new run) may be made again.
     *
     * @param manifest JSON, stored as {@code _manifest.json}
     */
    void publish(String manifest);

    /** Stops a running upload at once, from any thread; the blocked call then fails. */
    void abort();

    /** Removes whatever was staged and not published, as far as the volume can be reached. Never throws. */
    @Override
    void close();
}
