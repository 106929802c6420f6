package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig.UploadMode;
import io.github.sqldatabricks.bridge.databricks.VolumeCommit.UploadedFile;
import io.github.sqldatabricks.bridge.databricks.VolumeFiles.MultipartApi;
import io.github.sqldatabricks.bridge.databricks.VolumeFiles.MultipartApi.MultipartUnavailable;
import io.github.sqldatabricks.bridge.databricks.VolumeFiles.StoredFile;
import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult.LandedFile;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.model.WorkContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Unity Catalog volumes as the place where files become visible: files are uploaded at once but not completed, or kept on
 * the local disk where that is not possible, until the commit. How they become visible: {@link VolumeCommit}. Thread-safe.
 */
public final class VolumeLandingZone implements LandingZone, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(VolumeLandingZone.class);

    /** A cancel that comes before the first upload waits for no longer than this until empty folders are removed. */
    private static final Duration LONGEST_CLEANING = Duration.ofSeconds(5);

    private final LandingSettings settings;
    private final UploadThreads threads;
    private final VolumeFiles files;
    private final MultipartUploads uploads;
    private final SpooledFile.Space spool;

    /**
     * Nothing is asked or opened before the first use.
     *
     * @param context goes along to the threads of an upload
     */
    public VolumeLandingZone(WorkspaceSession session, LandingSettings settings, WorkContext context) {
        WorkspaceHttp http = new WorkspaceHttp(session, settings.requestTimeout());
        this.settings = settings;
        this.threads = new UploadThreads(settings.parallelism(), context);
        this.files = new VolumeFiles(http, settings.retry());
        this.uploads = new MultipartUploads(new MultipartApi(http), files, settings, threads);
        this.spool = new SpooledFile.Space(settings.spoolLimit());
    }

    @Override
    public Map<VolumePath, LandedOutput> outputs(List<VolumePath> folders, Duration limit, Cancellation cancellation) {
        Cancellation either = new Cancellation();
        Map<VolumePath, LandedOutput> outputs = new ConcurrentHashMap<>();
        CompletableFuture<Boolean> tooLate = cancelAfter(limit, either);
        try (Cancellation.Registration stopping =
                cancellation.onCancel(() -> either.cancel("Looking at the volume was cancelled."))) {
            threads.run(
                    folders.size(),
                    either,
                    index -> outputs.put(folders.get(index), VolumeCommit.output(files, folders.get(index), either)));
            return outputs;
        } catch (BridgeException.Cancelled e) {
            cancellation.check();
            throw e;
        } finally {
            tooLate.complete(false);
        }
    }

    @Override
    public void clear(VolumePath folder, Predicate<VolumePath> stays, Cancellation cancellation) {
        for (StoredFile there : files.list(folder, cancellation)) {
            VolumePath path = folder.resolve(there.name());
            if (!there.folder()) {
                files.delete(path, cancellation);
            } else if (!stays.test(path)) {
                clear(path, stays, cancellation);
                files.deleteFolder(path, cancellation);
            }
        }
    }

    @Override
    public StagedOutput open(VolumePath folder, Cancellation cancellation) {
        VolumeOutput output = new VolumeOutput(folder, missing(folder, cancellation), cancellation);
        try {
            files.createFolder(folder, cancellation);
            return output;
        } catch (BridgeException.Cancelled e) {
            // The request may have been answered already, only not here.
            Cancellation brief = new Cancellation();
            CompletableFuture<Boolean> tooLate = cancelAfter(LONGEST_CLEANING, brief);
            output.discardRemote(brief);
            tooLate.complete(false);
            throw e;
        }
    }

    @Override
    public StagedOutput openShared(VolumePath folder, Cancellation cancellation) {
        files.createFolder(folder, cancellation);
        return new VolumeOutput(folder, List.of(), cancellation);
    }

    /** Cancels unless what it returns is completed before. */
    private static CompletableFuture<Boolean> cancelAfter(Duration limit, Cancellation cancellation) {
        // Its timer ends with it, while one of a delayed executor would keep the switch for all of the time.
        CompletableFuture<Boolean> tooLate =
                new CompletableFuture<Boolean>().completeOnTimeout(true, limit.toMillis(), TimeUnit.MILLISECONDS);
        tooLate.thenAccept(late -> {
            if (late) {
                cancellation.cancel("The volume did not answer within " + limit.toMillis() + " ms.");
            }
        });
        return tooLate;
    }

    /** The folder and those above it that are not there, the deepest first. */
    private List<VolumePath> missing(VolumePath folder, Cancellation cancellation) {
        List<VolumePath> missing = new ArrayList<>();
        Optional<VolumePath> next = Optional.of(folder);
        while (next.isPresent() && !files.isFolder(next.get(), cancellation)) {
            missing.add(next.get());
            next = next.get().parent();
        }
        return missing;
    }

    /** Stops the threads; uploads under way fail. */
    @Override
    public void close() {
        threads.close();
    }

    /** One output on its way into a folder. */
    private final class VolumeOutput implements StagedOutput {
        private final VolumePath folder;
        private final List<VolumePath> made;
        private final Cancellation cancellation;
        private final List<UploadedFile> uploaded = new ArrayList<>();
        private UploadMode mode = settings.mode();
        private VolumeCommit commit;
        private boolean committed;

        /**
         * @param folder exists before the first upload
         * @param made folders that are made for it, the deepest first; they go again when nothing was committed
         */
        private VolumeOutput(VolumePath folder, List<VolumePath> made, Cancellation cancellation) {
            this.folder = folder;
            this.made = made;
            this.cancellation = cancellation;
        }

        @Override
        public void upload(String name, Path file) {
            long length = size(file);
            cancellation.check();
            if (mode == UploadMode.SINGLE || length == 0 || !sendInParts(name, file, length)) {
                uploaded.add(new SpooledFile(files, folder, name, file, spool.reserve(length)));
            }
        }

        @Override
        public void land(List<String> names) {
            cancellation.check();
            List<UploadedFile> some = uploaded.stream()
                    .filter(file -> names.contains(file.name()))
                    .toList();
            VolumeCommit.land(files, folder, some, threads, cancellation);
            uploaded.removeAll(some);
        }

        @Override
        public void commit(String manifest, List<LandedFile> landed) {
            cancellation.check();
            if (commit == null) {
                commit = new VolumeCommit(files, folder, cancellation);
            }
            commit.run(uploaded, landed, manifest, threads, cancellation);
            committed = true;
        }

        @Override
        public void close() {
            uploaded.forEach(UploadedFile::forgetLocal);
            if (!committed) {
                discardRemote(new Cancellation());
            }
        }

        private boolean sendInParts(String name, Path file, long length) {
            try {
                uploaded.add(uploads.send(folder, name, file, length, cancellation));
                delete(file);
                return true;
            } catch (MultipartUnavailable unavailable) {
                if (mode == UploadMode.MULTIPART) {
                    throw new BridgeException.RemotePermanent(
                            ErrorCode.MULTIPART_UNAVAILABLE,
                            "Expected multipart uploads to work, but they don't: " + unavailable.getMessage()
                                    + " Set bridge.databricks.upload-mode to auto or single.");
                }
                mode = UploadMode.SINGLE;
                LOG.infof("Files of %s wait on the local disk, because %s", folder, unavailable.getMessage());
                return false;
            }
        }

        /**
         * Also after a cancel. Stops at the first trouble: a workspace that is down would else be waited for once per
         * file.
         */
        private void discardRemote(Cancellation limit) {
            try {
                uploaded.forEach(file -> file.discardRemote(limit));
                made.forEach(empty -> files.deleteFolder(empty, limit));
            } catch (BridgeException e) {
                LOG.infof(
                        "What was begun in %s could not all be removed and is left to the store: %s",
                        folder, e.getMessage());
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warnf("An uploaded file could not be deleted: %s", file);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            throw SpooledFile.deleted(file, e);
        } catch (IOException e) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.SPOOL_UNREADABLE, "Expected the finished file " + file + ", but it can't be read.", e);
        }
    }

    /**
     * How files are sent.
     *
     * @param mode in parts, in one request, or what works
     * @param partSize of a multipart upload, in bytes
     * @param parallelism parts of one file sent at once, files completed at once
     * @param spoolLimit bytes of local disk for files that wait, in all landings together
     * @param requestTimeout of one request, its body included
     * @param retry for failures that pass
     */
    public record LandingSettings(
            UploadMode mode,
            long partSize,
            int parallelism,
            long spoolLimit,
            Duration requestTimeout,
            RetryPolicy retry) {

        private static final long MIB = 1L << 20;
        private static final long MIN_PART = 5 * MIB;
        private static final long MAX_PART = 4096 * MIB;

        /**
         * The settings of the configuration.
         *
         * @throws BridgeException.InvalidRequest when the part size is one that object stores refuse
         */
        public static LandingSettings of(DatabricksConfig config) {
            long partSize = config.uploadPartSize().asLongValue();
            if (partSize < MIN_PART || partSize > MAX_PART) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_UPLOAD_PART_SIZE,
                        "Expected bridge.databricks.upload-part-size between 5M and 4096M, but got " + partSize
                                + " bytes.");
            }
            return new LandingSettings(
                    config.uploadMode(),
                    partSize,
                    config.uploadParallelism(),
                    config.spoolLimit().asLongValue(),
                    config.requestTimeout(),
                    RetryPolicy.within(config.retryBudget()));
        }
    }
}
