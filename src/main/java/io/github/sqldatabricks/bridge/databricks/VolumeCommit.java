package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.databricks.VolumeFiles.StoredFile;
import io.github.sqldatabricks.bridge.extraction.LandingZone.LandedOutput;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes uploaded files the whole output of a folder. The Files API can neither rename nor change two files at once, so
 * the manifest is what commits: <em>a folder with a manifest is whole, one without is not</em>. The steps:
 *
 * <ol>
 *   <li>write the marker {@code _publishing}: from here on the folder counts as unfinished, whatever is in it;
 *   <li>delete the manifest of the run before;
 *   <li>complete the uploads: the files appear, each at once and whole;
 *   <li>list the folder and compare every length: an upload may lose bytes and be answered with success;
 *   <li>delete the Parquet files of runs before;
 *   <li>write the manifest: the commit;
 *   <li>delete the marker.
 * </ol>
 *
 * A crash or failure before step 2 leaves the old output as it was; between 2 and 6 no manifest, so that a reader that
 * asks for it waits and the next run replaces everything; after 6 the new output. Old files go after new ones are there,
 * so that a failing store never leaves less than it had. Each step may be repeated.
 */
final class VolumeCommit {

    static final String MANIFEST = "_manifest.json";
    static final String MARKER = "_publishing";
    private static final String PARQUET = ".parquet";
    /** 2,000 columns and 100,000 files make 12 MB. */
    private static final long LARGEST_MANIFEST = 32L << 20;

    private final VolumeFiles files;
    private final VolumePath folder;
    private final Map<String, StoredFile> before;

    /** Looks at the folder as it is before the first step. */
    VolumeCommit(VolumeFiles files, VolumePath folder, Cancellation cancellation) {
        this.files = files;
        this.folder = folder;
        this.before = byName(files.list(folder, cancellation));
    }

    /**
     * What a run left in a folder: a manifest, or files of a service that wrote none. Files beside the marker alone are those of a
     * commit that was interrupted, which is done again.
     */
    static LandedOutput output(VolumeFiles files, VolumePath folder, Cancellation cancellation) {
        Map<String, StoredFile> listing = byName(files.list(folder, cancellation));
        if (listing.containsKey(MANIFEST)) {
            return listing.get(MANIFEST).size() > LARGEST_MANIFEST
                    ? new LandedOutput.Unlabelled()
                    : files.read(folder.resolve(MANIFEST), cancellation)
                            .<LandedOutput>map(LandedOutput.Whole::new)
                            .orElseGet(LandedOutput.Unlabelled::new);
        }
        boolean labelledNever = !listing.containsKey(MARKER)
                && listing.values().stream()
                        .anyMatch(file -> !file.folder() && file.name().endsWith(PARQUET));
        return labelledNever ? new LandedOutput.Unlabelled() : new LandedOutput.None();
    }

    /** Does all steps; may be called again after a failure. */
    void run(List<UploadedFile> uploaded, String manifest, UploadThreads threads, Cancellation cancellation) {
        put(MARKER, "", cancellation);
        files.delete(folder.resolve(MANIFEST), cancellation);
        threads.run(uploaded.size(), cancellation, index -> uploaded.get(index).complete(cancellation));
        Map<String, StoredFile> now = byName(files.list(folder, cancellation));
        uploaded.forEach(file -> verify(file, now.get(file.name())));
        deleteOthers(uploaded, now, cancellation);
        put(MANIFEST, manifest, cancellation);
        files.delete(folder.resolve(MARKER), cancellation);
    }

    private void verify(UploadedFile file, StoredFile stored) {
        boolean arrived = stored != null
                && stored.size() == file.length()
                && !(file.assumed() && stored.equals(before.get(file.name())));
        if (!arrived) {
            throw new BridgeException.RemoteTransient(
                    ErrorCode.UPLOAD_INCOMPLETE,
                    "Expected " + folder.resolve(file.name()) + " to hold the " + file.length()
                            + " bytes that were sent, but the volume "
                            + (stored == null
                                    ? "does not list it."
                                    : "lists " + stored.size() + " bytes or an older file."),
                    null);
        }
    }

    private void deleteOthers(List<UploadedFile> uploaded, Map<String, StoredFile> now, Cancellation cancellation) {
        Set<String> own = uploaded.stream().map(UploadedFile::name).collect(Collectors.toSet());
        now.values().stream()
                .filter(file -> !file.folder() && file.name().endsWith(PARQUET) && !own.contains(file.name()))
                .forEach(file -> files.delete(folder.resolve(file.name()), cancellation));
    }

    private void put(String name, String content, Cancellation cancellation) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        files.put(folder.resolve(name), bytes.length, () -> BodyPublishers.ofByteArray(bytes), cancellation);
    }

    private static Map<String, StoredFile> byName(List<StoredFile> listing) {
        return listing.stream().collect(Collectors.toMap(StoredFile::name, Function.identity(), (one, other) -> other));
    }

    /** A finished file on its way into the folder. One thread uses it at a time. */
    interface UploadedFile {

        /** Its name in the folder. */
        String name();

        /** Its size in bytes. */
        long length();

        /** Makes it visible under its name; a second call after a success does nothing. */
        void complete(Cancellation cancellation);

        /**
         * Whether an answer was lost, so that only a look into the folder can tell that {@link #complete} has worked: the
         * file has to be there and to be another one than before.
         */
        boolean assumed();

        /** Frees what it holds here. Never throws. */
        void forgetLocal();

        /** Removes what it left in the workspace, visible or not. @throws RuntimeException when the workspace refuses */
        void discardRemote(Cancellation cancellation);
    }
}
