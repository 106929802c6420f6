package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.List;

/** A file whose parts are all in the object store; only its completion makes it visible. */
final class MultipartFile implements StagedFile {

    private final MultipartApi api;
    private final VolumeFiles files;
    private final RetryPolicy retry;
    private final VolumePath target;
    private final Upload upload;
    private boolean completed;
    private boolean inDoubt;
    private boolean assumed;

    /**
     * What was sent.
     *
     * @param name in the folder
     * @param length in bytes
     * @param token of the upload session
     * @param tags of the parts, in order
     */
    record Upload(String name, long length, String token, List<String> tags) {}

    MultipartFile(MultipartApi api, VolumeFiles files, RetryPolicy retry, VolumePath folder, Upload upload) {
        this.api = api;
        this.files = files;
        this.retry = retry;
        this.target = folder.resolve(upload.name());
        this.upload = upload;
    }

    @Override
    public String name() {
        return upload.name();
    }

    @Override
    public long length() {
        return upload.length();
    }

    @Override
    public void complete(AbortSignal signal) {
        if (!completed) {
            retry.call("Completing the upload of " + target, signal, () -> tryToComplete(signal));
            completed = true;
        }
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
    public void discardRemote(AbortSignal signal) {
        if (completed) {
            files.delete(target, signal);
        } else {
            RetryPolicy.NONE.call("Aborting the upload of " + target, signal, () -> {
                api.abort(target, upload.token(), signal);
                return target;
            });
        }
    }

    private VolumePath tryToComplete(AbortSignal signal) {
        try {
            api.complete(target, upload.token(), upload.tags(), signal);
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
}
