package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.extraction.Landing;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * One output on its way into a folder of a volume: files are sent at once but not completed, or kept on the local disk
 * where that is not possible, until {@link #publish}. How it becomes visible: {@link Publication}.
 */
final class VolumeLanding implements Landing {

    private static final Logger LOG = Logger.getLogger(VolumeLanding.class);

    private final LandingTools tools;
    private final VolumePath folder;
    private final List<VolumePath> made;
    private final AbortSignal signal = new AbortSignal();
    private final List<StagedFile> staged = new ArrayList<>();
    private UploadMode mode;
    private Publication publication;
    private boolean published;

    /**
     * @param folder exists
     * @param made folders that were made for it, the deepest first; they go again when nothing was published
     */
    VolumeLanding(LandingTools tools, VolumePath folder, List<VolumePath> made) {
        this.tools = tools;
        this.folder = folder;
        this.made = made;
        this.mode = tools.settings().mode();
    }

    @Override
    public void stage(String name, Path file) {
        long length = size(file);
        signal.check();
        if (mode == UploadMode.SINGLE || length == 0 || !sendInParts(name, file, length)) {
            staged.add(new SpooledFile(
                    tools.files(), folder, name, file, tools.spool().reserve(length)));
        }
    }

    @Override
    public void publish(String manifest) {
        signal.check();
        if (publication == null) {
            publication = new Publication(tools.files(), folder, signal);
        }
        publication.run(staged, manifest, tools.settings().parallelism(), tools.executor(), signal);
        published = true;
    }

    @Override
    public void abort() {
        signal.abort();
    }

    @Override
    public void close() {
        staged.forEach(StagedFile::forgetLocal);
        if (!published) {
            discardRemote();
        }
    }

    private boolean sendInParts(String name, Path file, long length) {
        try {
            staged.add(tools.sender().send(folder, name, file, length, signal));
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

    /** Stops at the first trouble: a workspace that is down would else be waited for once per file. */
    private void discardRemote() {
        AbortSignal own = new AbortSignal();
        try {
            staged.forEach(file -> file.discardRemote(own));
            made.forEach(empty -> tools.files().deleteFolder(empty, own));
        } catch (BridgeException e) {
            LOG.infof(
                    "What was begun in %s could not all be removed and is left to the store: %s",
                    folder, e.getMessage());
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
}
