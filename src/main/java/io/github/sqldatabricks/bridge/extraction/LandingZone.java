package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult.LandedFile;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Port: the place where files become visible to Databricks (a Unity Catalog volume). Thread-safe. */
public interface LandingZone {

    /**
     * What earlier runs left in the folders, each of them; a few are asked at once.
     *
     * @param limit how long this may take in all
     * @param cancellation ends the call at once, from any thread
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the volume can't be asked, or not in that time
     */
    Map<VolumePath, LandedOutput> outputs(List<VolumePath> folders, Duration limit, Cancellation cancellation);

    /**
     * Begins a new output of the folder. Nothing visible changes before {@link StagedOutput#commit}.
     *
     * @param cancellation ends this call and those of the output at once, from any thread; is cancelled when a thread that
     *     waits in one of them is interrupted
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the volume can't be reached or written
     */
    StagedOutput open(VolumePath folder, Cancellation cancellation);

    /**
     * As {@link #open}, of a folder into which other processes land files, too: it stays, and what has landed in it, whatever becomes of this
     * output.
     */
    StagedOutput openShared(VolumePath folder, Cancellation cancellation);

    /**
     * Removes all that is in the folder, and in the folders below it; fine when there is none.
     *
     * @param stays folders at any depth that are left as they are, with all that is in them
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the volume can't be reached or refuses
     */
    void clear(VolumePath folder, Predicate<VolumePath> stays, Cancellation cancellation);

    /** What an earlier run left in a folder. */
    sealed interface LandedOutput {

        /** No output, or one that was never finished. */
        record None() implements LandedOutput {}

        /** Files that no manifest describes, as services before 1.0 left them. */
        record Unlabelled() implements LandedOutput {}

        /**
         * A whole output.
         *
         * @param manifest its manifest's text, as it was committed
         */
        record Whole(String manifest) implements LandedOutput {}
    }

    /** One output on its way into a folder. One thread at a time uses it. */
    interface StagedOutput extends AutoCloseable {

        /**
         * Sends a finished local file, without making it visible yet. From now on the file is the output's: it deletes it
         * (or moves it away) as soon as it is no longer needed, which bounds the local disk. The caller deletes what is left
         * in its folder only after {@link #close()}.
         *
         * @param name the file's name in the folder, letters, digits, {@code . _ -}
         * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient when another attempt can help
         * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent when it can't
         */
        void upload(String name, Path file);

        /**
         * Makes uploaded files appear at once, beside whatever is there: for a folder that nobody reads before the manifest is there. From
         * then on they are not removed by {@link #close()}, and an output that was opened by anybody may commit them.
         *
         * @param names of files that were uploaded, and never before into this folder
         * @throws io.github.sqldatabricks.bridge.model.BridgeException.UploadIncomplete naming those that have not the length that was
         *     sent
         */
        void land(List<String> names);

        /**
         * Makes the uploaded files, and those that have landed before, the folder's whole output: they appear, files of earlier runs go, and
         * the manifest is written last. After an exception the same call (or a whole new run) may be made again.
         *
         * @param manifest JSON, stored as {@code _manifest.json}
         * @param landed files of this output that are there already
         * @throws io.github.sqldatabricks.bridge.model.BridgeException.UploadIncomplete naming those that are not there any more, or are
         *     not what was sent
         */
        void commit(String manifest, List<LandedFile> landed);

        /** Removes whatever was uploaded and not committed, as far as the volume can be reached. Never throws. */
        @Override
        void close();
    }
}
