package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.databricks.VolumeFiles.StoredFile;
import io.github.sqldatabricks.bridge.extraction.LandingZone.LandedOutput;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult.LandedFile;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        this(files, folder, byName(files.list(folder, cancellation)));
    }

    private VolumeCommit(VolumeFiles files, VolumePath folder, Map<String, StoredFile> before) {
        this.files = files;
        this.folder = folder;
        this.before = before;
    }

    /**
     * Makes files appear before any commit, beside whatever is there.
     *
     * @param uploaded have names that no file of the folder ever had
     */
    static void land(
            VolumeFiles files,
            VolumePath folder,
            List<UploadedFile> uploaded,
            UploadThreads threads,
            Cancellation cancellation) {
        threads.run(uploaded.size(), cancellation, index -> uploaded.get(index).complete(cancellation));
        VolumeCommit landing = new VolumeCommit(files, folder, Map.of());
        Map<String, StoredFile> now = byName(files.list(folder, cancellation));
        landing.requireAll(uploaded, List.of(), now);
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

    /**
     * Does all steps; may be called again after a failure.
     *
     * @param landed files that are there already and belong to the output
     */
    void run(
            List<UploadedFile> uploaded,
            List<LandedFile> landed,
            String manifest,
            UploadThreads threads,
            Cancellation cancellation) {
        put(MARKER, "", cancellation);
        files.delete(folder.resolve(MANIFEST), cancellation);
        threads.run(uploaded.size(), cancellation, index -> uploaded.get(index).complete(cancellation));
        Map<String, StoredFile> now = byName(files.list(folder, cancellation));
        requireAll(uploaded, landed, now);
        Set<String> own = Stream.concat(
                        uploaded.stream().map(UploadedFile::name),
                        landed.stream().map(LandedFile::name))
                .collect(Collectors.toSet());
        deleteOthers(own, now, cancellation);
        put(MANIFEST, manifest, cancellation);
        files.delete(folder.resolve(MARKER), cancellation);
    }

    private void requireAll(List<UploadedFile> uploaded, List<LandedFile> landed, Map<String, StoredFile> now) {
        List<Expected> incomplete = Stream.concat(
                        uploaded.stream().map(file -> new Expected(file.name(), file.length(), file.assumed())),
                        landed.stream().map(file -> new Expected(file.name(), file.bytes(), false)))
                .filter(file -> !isThere(file, now.get(file.name())))
                .toList();
        if (!incomplete.isEmpty()) {
            throw incomplete(incomplete, now);
        }
    }

    /**
     * A file that is to be in the folder.
     *
     * @param assumed see {@link UploadedFile#assumed()}
     */
    private record Expected(String name, long length, boolean assumed) {}

    private boolean isThere(Expected file, StoredFile stored) {
        boolean isOld = file.assumed() && stored != null && stored.equals(before.get(file.name()));
        return stored != null && stored.size() == file.length() && !isOld;
    }

    private BridgeException incomplete(List<Expected> files, Map<String, StoredFile> now) {
        Expected first = files.get(0);
        StoredFile stored = now.get(first.name());
        String others =
                files.size() == 1 ? "" : " So it is with other files of the folder: " + (files.size() - 1) + ".";
        return new BridgeException.UploadIncomplete(
                "Expected " + folder.resolve(first.name()) + " to hold the " + first.length()
                        + " bytes that were sent, but the volume "
                        + (stored == null ? "does not list it." : "lists " + stored.size() + " bytes or an older file.")
                        + others,
                files.stream().map(Expected::name).collect(Collectors.toSet()));
    }

    private void deleteOthers(Set<String> own, Map<String, StoredFile> now, Cancellation cancellation) {
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
