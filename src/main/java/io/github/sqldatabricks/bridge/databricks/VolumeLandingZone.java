package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.extraction.Landing;
import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Unity Catalog volumes as the place where files become visible. Thread-safe. */
public final class VolumeLandingZone implements LandingZone, AutoCloseable {

    private final LandingTools tools;
    /** Bounded by the landings: each uses at most its parallelism. */
    private final ExecutorService executor = newExecutor();

    /** Nothing is asked or opened before the first use. */
    public VolumeLandingZone(WorkspaceSession session, LandingSettings settings) {
        WorkspaceHttp http = new WorkspaceHttp(session, settings.requestTimeout());
        VolumeFiles files = new VolumeFiles(http, settings.retry());
        MultipartSender sender = new MultipartSender(new MultipartApi(http), files, settings, executor);
        this.tools = new LandingTools(files, sender, new SpoolSpace(settings.spoolLimit()), settings, executor);
    }

    @Override
    public boolean hasOutput(VolumePath folder) {
        return Publication.hasOutput(tools.files().list(folder, new AbortSignal()));
    }

    @Override
    public Landing open(VolumePath folder) {
        tools.files().createFolder(folder, new AbortSignal());
        return new VolumeLanding(tools, folder);
    }

    /** Stops the threads; uploads under way fail. */
    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static ExecutorService newExecutor() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "volume-upload-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
