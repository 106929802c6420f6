package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.databricks.RetryPolicy.RemoteFailure;
import io.github.sqldatabricks.bridge.databricks.VolumeCommit.UploadedFile;
import io.github.sqldatabricks.bridge.databricks.VolumeFiles.MultipartApi;
import io.github.sqldatabricks.bridge.databricks.VolumeFiles.MultipartApi.MultipartUnavailable;
import io.github.sqldatabricks.bridge.databricks.VolumeFiles.MultipartApi.SignedUrl;
import io.github.sqldatabricks.bridge.databricks.VolumeLandingZone.LandingSettings;
import io.github.sqldatabricks.bridge.databricks.WorkspaceHttp.RemoteRequest.FileRegion;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.nio.file.Path;
import java.util.Arrays;
import org.jboss.logging.Logger;

/** Sends files in parts, a few at once; only the completion of an upload makes its file visible. Thread-safe. */
final class MultipartUploads {

    private static final Logger LOG = Logger.getLogger(MultipartUploads.class);

    /** Amazon S3's limit; Azure allows more. */
    private static final long MAX_PARTS = 10_000;

    private final MultipartApi api;
    private final VolumeFiles files;
    private final LandingSettings settings;
    private final UploadThreads threads;

    MultipartUploads(MultipartApi api, VolumeFiles files, LandingSettings settings, UploadThreads threads) {
        this.api = api;
        this.files = files;
        this.settings = settings;
        this.threads = threads;
    }

    /**
     * Sends all parts; on failure the upload is aborted.
     *
     * @param length of the file in bytes, not 0
     * @throws MultipartUnavailable when this way is closed: known before the second part is sent
     * @throws BridgeException when the workspace or the store fails
     */
    UploadedFile send(VolumePath folder, String name, Path file, long length, Cancellation cancellation) {
        VolumePath target = folder.resolve(name);
        String token = settings.retry()
                .call("Beginning the upload of " + target, cancellation, () -> api.begin(target, cancellation));
        Upload upload = new Upload(name, target, token, file, length);
        try {
            upload.sendParts(cancellation);
            return upload;
        } catch (RuntimeException e) {
            upload.abortQuietly();
            throw e;
        }
    }

    /** One file's upload, from its first part to its completion. */
    private final class Upload implements UploadedFile {
        private final String name;
        private final VolumePath target;
        private final String token;
        private final Path file;
        private final long length;
        private final long partSize;
        /** The entity tags of the parts, in order. */
        private final String[] tags;

        private boolean completed;
        private boolean inDoubt;
        private boolean assumed;

        private Upload(String name, VolumePath target, String token, Path file, long length) {
            this.name = name;
            this.target = target;
            this.token = token;
            this.file = file;
            this.length = length;
            this.partSize = Math.max(settings.partSize(), (length + MAX_PARTS - 1) / MAX_PARTS);
            this.tags = new String[Math.toIntExact((length + partSize - 1) / partSize)];
        }

        private void sendParts(Cancellation cancellation) {
            tags[0] = sendFirst(cancellation);
            threads.run(
                    tags.length - 1, cancellation, index -> tags[index + 1] = sendWithRetries(index + 2, cancellation));
        }

        /** The first part shows whether the store can be reached from here: firewalls often let only the workspace pass. */
        private String sendFirst(Cancellation cancellation) {
            try {
                return sendWithRetries(1, cancellation);
            } catch (BridgeException.RemotePermanent | BridgeException.RemoteTransient e) {
                if (e.error() == ErrorCode.DATABRICKS_UNAUTHORIZED) {
                    throw e;
                }
                throw new MultipartUnavailable(e.getMessage());
            }
        }

        private String sendWithRetries(int number, Cancellation cancellation) {
            return settings.retry()
                    .call(
                            "Uploading part " + number + " of " + target,
                            cancellation,
                            () -> sendPart(number, cancellation));
        }

        /** A refused URL may just have expired: a second one is asked for at once. */
        private String sendPart(int number, Cancellation cancellation) {
            try {
                return sendOnce(number, cancellation);
            } catch (RemoteFailure failure) {
                if (failure.status() != 403) {
                    throw failure;
                }
                return sendOnce(number, cancellation);
            }
        }

        private String sendOnce(int number, Cancellation cancellation) {
            long offset = (number - 1) * partSize;
            SignedUrl url = api.partUrl(target, token, number, cancellation);
            try (FileRegion part = new FileRegion(file, offset, Math.min(partSize, length - offset))) {
                return api.sendPart(url, part, cancellation);
            }
        }

        /** Also after a cancel: what was sent should not stay in the store. */
        private void abortQuietly() {
            try {
                api.abort(target, token, new Cancellation());
            } catch (RemoteFailure e) {
                LOG.infof("An upload could not be aborted and is left to the store: %s (%s)", target, e.status());
            }
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public void complete(Cancellation cancellation) {
            if (!completed) {
                settings.retry()
                        .call("Completing the upload of " + target, cancellation, () -> tryToComplete(cancellation));
                completed = true;
            }
        }

        private VolumePath tryToComplete(Cancellation cancellation) {
            try {
                api.complete(target, token, Arrays.asList(tags), cancellation);
            } catch (RemoteFailure failure) {
                // The session ends with the completion: gone after an attempt in doubt means that attempt worked.
                if (failure.status() != 404 || !inDoubt) {
                    inDoubt = inDoubt || DatabricksErrors.passes(failure);
                    throw failure;
                }
                assumed = true;
            }
            return target;
        }

        @Override
        public boolean assumed() {
            return assumed;
        }

        @Override
        public void forgetLocal() {
            // Nothing is kept here: the parts are in the object store.
        }

        @Override
        public void discardRemote(Cancellation cancellation) {
            if (completed) {
                files.delete(target, cancellation);
            } else {
                RetryPolicy.NONE.call("Aborting the upload of " + target, cancellation, () -> {
                    api.abort(target, token, cancellation);
                    return target;
                });
            }
        }
    }
}
