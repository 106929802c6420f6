package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.databricks.MultipartApi.SignedUrl;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/** Sends a file in parts, a few at once, without making it visible. Thread-safe. */
final class MultipartSender {

    private static final Logger LOG = Logger.getLogger(MultipartSender.class);

    /** Amazon S3's limit; Azure allows more. */
    private static final long MAX_PARTS = 10_000;

    private final MultipartApi api;
    private final VolumeFiles files;
    private final LandingSettings settings;
    private final Executor executor;

    MultipartSender(MultipartApi api, VolumeFiles files, LandingSettings settings, Executor executor) {
        this.api = api;
        this.files = files;
        this.settings = settings;
        this.executor = executor;
    }

    /**
     * Sends all parts; on failure the upload is aborted.
     *
     * @param length of the file in bytes, not 0
     * @throws MultipartUnavailable when this way is closed: known before the second part is sent
     * @throws BridgeException when the workspace or the store fails
     */
    MultipartFile send(VolumePath folder, String name, Path file, long length, AbortSignal signal) {
        VolumePath target = folder.resolve(name);
        String token =
                settings.retry().call("Beginning the upload of " + target, signal, () -> api.begin(target, signal));
        Transfer transfer = new Transfer(target, token, file, length, partSize(length), signal);
        try {
            String[] tags = sendParts(transfer);
            MultipartFile.Upload upload = new MultipartFile.Upload(name, length, token, Arrays.asList(tags));
            return new MultipartFile(api, files, settings.retry(), folder, upload);
        } catch (RuntimeException e) {
            abort(transfer);
            throw e;
        }
    }

    private String[] sendParts(Transfer transfer) {
        String[] tags = new String[transfer.parts()];
        tags[0] = sendFirst(transfer);
        Parallel.run(tags.length - 1, settings.parallelism(), executor, transfer.signal, index -> {
            int number = index + 2;
            tags[number - 1] = sendWithRetries(transfer, number);
        });
        return tags;
    }

    /** The first part shows whether the store can be reached from here: firewalls often let only the workspace pass. */
    private String sendFirst(Transfer transfer) {
        try {
            return sendWithRetries(transfer, 1);
        } catch (BridgeException.RemotePermanent | BridgeException.RemoteTransient e) {
            if (e.error() == ErrorCode.DATABRICKS_UNAUTHORIZED) {
                throw e;
            }
            throw new MultipartUnavailable(e.getMessage());
        }
    }

    private String sendWithRetries(Transfer transfer, int number) {
        return settings.retry()
                .call(
                        "Uploading part " + number + " of " + transfer.target,
                        transfer.signal,
                        () -> send(transfer, number));
    }

    /** A refused URL may just have expired: a second one is asked for at once. */
    private String send(Transfer transfer, int number) {
        try {
            return sendOnce(transfer, number);
        } catch (RemoteFailure failure) {
            if (failure.status() != 403) {
                throw failure;
            }
            return sendOnce(transfer, number);
        }
    }

    private String sendOnce(Transfer transfer, int number) {
        SignedUrl url = api.partUrl(transfer.target, transfer.token, number, transfer.signal);
        try (FileRegion part = transfer.part(number)) {
            return api.sendPart(url, part, transfer.signal);
        }
    }

    private void abort(Transfer transfer) {
        try {
            api.abort(transfer.target, transfer.token, new AbortSignal());
        } catch (RemoteFailure e) {
            LOG.infof("An upload could not be aborted and is left to the store: %s (%s)", transfer.target, e.status());
        }
    }

    private long partSize(long length) {
        return Math.max(settings.partSize(), (length + MAX_PARTS - 1) / MAX_PARTS);
    }

    private record Transfer(
            VolumePath target, String token, Path file, long length, long partSize, AbortSignal signal) {

        private int parts() {
            return Math.toIntExact((length + partSize - 1) / partSize);
        }

        private FileRegion part(int number) {
            long offset = (number - 1) * partSize;
            return new FileRegion(file, offset, Math.min(partSize, length - offset));
        }
    }
}
