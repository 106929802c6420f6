package io.github.sqldatabricks.bridge.extraction;

import java.util.Optional;
import org.jboss.logging.Logger;

/** Sends finished files while the next is written. What waits is bounded, and so is the local disk. */
final class Uploading implements Runnable {

    private static final Logger LOG = Logger.getLogger(Uploading.class);

    /** Finished files that may wait while another is sent. */
    static final int MAX_WAITING = 2;

    private final Handoff<FinishedFile> files = new Handoff<>(MAX_WAITING);
    private final Landing landing;

    Uploading(Landing landing, RunStop stop) {
        this.landing = landing;
        stop.signal().onCancel(files::stop);
    }

    /** Files on their way to the volume. */
    Handoff<FinishedFile> files() {
        return files;
    }

    @Override
    public void run() {
        Optional<FinishedFile> file = files.take();
        while (file.isPresent()) {
            landing.stage(file.get().name(), file.get().path());
            LOG.debugf(
                    "File %s is in the volume, not visible yet: %d rows, %d bytes",
                    file.get().name(), file.get().rows(), file.get().bytes());
            file = files.take();
        }
    }
}
