package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.extraction.Landing;
import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.model.WorkContext;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Unity Catalog volumes as the place where files become visible. Thread-safe. */
public final class VolumeLandingZone implements LandingZone, AutoCloseable {

    private final LandingTools tools;
    /** Bounded by the landings: each uses at most its parallelism. */
    private final ExecutorService threads = newThreads();

    /**
     * Nothing is asked or opened before the first use.
     *
     * @param context goes along to the threads of an upload
     */
    public VolumeLandingZone(WorkspaceSession session, LandingSettings settings, WorkContext context) {
        Executor executor = task -> threads.execute(context.carried(task));
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
        threads.shutdownNow();
    }

    private static ExecutorService newThreads() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "volume-upload-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
