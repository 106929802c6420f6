package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.extraction.LandedOutput;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes staged files the whole output of a folder. The Files API can neither rename nor change two files at once, so
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
final class Publication {

    static final String MANIFEST = "_manifest.json";
    static final String MARKER = "_publishing";
    private static final String PARQUET = ".parquet";
    /** 2,000 columns and 100,000 files make 12 MB. */
    private static final long LARGEST_MANIFEST = 32L << 20;

    private final VolumeFiles files;
    private final VolumePath folder;
    private final Map<String, StoredFile> before;

    /** Looks at the folder as it is before the first step. */
    Publication(VolumeFiles files, VolumePath folder, AbortSignal signal) {
        this.files = files;
        this.folder = folder;
        this.before = byName(files.list(folder, signal));
    }

    /**
     * What a run left in a folder: a manifest, or files of a service that wrote none. Files beside the marker alone are those of a
     * publication that was interrupted, which is done again.
     */
    static LandedOutput output(VolumeFiles files, VolumePath folder, AbortSignal signal) {
        Map<String, StoredFile> listing = byName(files.list(folder, signal));
        if (listing.containsKey(MANIFEST)) {
            return listing.get(MANIFEST).size() > LARGEST_MANIFEST
                    ? new LandedOutput.Unlabelled()
                    : files.read(folder.resolve(MANIFEST), signal)
                            .<LandedOutput>map(LandedOutput.Whole::new)
                            .orElseGet(LandedOutput.Unlabelled::new);
        }
        boolean labelledNever = !listing.containsKey(MARKER)
                && listing.values().stream()
                        .anyMatch(file -> !file.folder() && file.name().endsWith(PARQUET));
        return labelledNever ? new LandedOutput.Unlabelled() : new LandedOutput.None();
    }

    /** Does all steps; may be called again after a failure. */
    void run(List<StagedFile> staged, String manifest, int parallelism, Executor executor, AbortSignal signal) {
        put(MARKER, "", signal);
        files.delete(folder.resolve(MANIFEST), signal);
        Parallel.run(
                staged.size(),
                parallelism,
                executor,
                signal,
                index -> staged.get(index).complete(signal));
        Map<String, StoredFile> now = byName(files.list(folder, signal));
        staged.forEach(file -> verify(file, now.get(file.name())));
        deleteOthers(staged, now, signal);
        put(MANIFEST, manifest, signal);
        files.delete(folder.resolve(MARKER), signal);
    }

    private void verify(StagedFile file, StoredFile stored) {
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

    private void deleteOthers(List<StagedFile> staged, Map<String, StoredFile> now, AbortSignal signal) {
        Set<String> own = staged.stream().map(StagedFile::name).collect(Collectors.toSet());
        now.values().stream()
                .filter(file -> !file.folder() && file.name().endsWith(PARQUET) && !own.contains(file.name()))
                .forEach(file -> files.delete(folder.resolve(file.name()), signal));
    }

    private void put(String name, String content, AbortSignal signal) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        files.put(folder.resolve(name), bytes.length, () -> BodyPublishers.ofByteArray(bytes), signal);
    }

    private static Map<String, StoredFile> byName(List<StoredFile> listing) {
        return listing.stream().collect(Collectors.toMap(StoredFile::name, Function.identity(), (one, other) -> other));
    }
}
