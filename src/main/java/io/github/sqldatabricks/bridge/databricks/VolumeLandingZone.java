package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.extraction.LandedOutput;
import io.github.sqldatabricks.bridge.extraction.Landing;
import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.model.WorkContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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
    public Map<VolumePath, LandedOutput> outputs(List<VolumePath> folders, Duration patience) {
        AbortSignal signal = new AbortSignal();
        Map<VolumePath, LandedOutput> outputs = new ConcurrentHashMap<>();
        // Its timer ends with it, while one of a delayed executor would keep the signal for all of the time.
        CompletableFuture<Boolean> tooLate =
                new CompletableFuture<Boolean>().completeOnTimeout(true, patience.toMillis(), TimeUnit.MILLISECONDS);
        tooLate.thenAccept(late -> {
            if (late) {
                signal.abort();
            }
        });
        try {
            Parallel.run(
                    folders.size(),
                    tools.settings().parallelism(),
                    tools.executor(),
                    signal,
                    index -> outputs.put(
                            folders.get(index), Publication.output(tools.files(), folders.get(index), signal)));
            return outputs;
        } finally {
            tooLate.complete(false);
        }
    }

    @Override
    public Landing open(VolumePath folder) {
        List<VolumePath> missing = missing(folder, new AbortSignal());
        tools.files().createFolder(folder, new AbortSignal());
        return new VolumeLanding(tools, folder, missing);
    }

    /** The folder and those above it that are not there, the deepest first. */
    private List<VolumePath> missing(VolumePath folder, AbortSignal signal) {
        List<VolumePath> missing = new ArrayList<>();
        Optional<VolumePath> next = Optional.of(folder);
        while (next.isPresent() && !tools.files().isFolder(next.get(), signal)) {
            missing.add(next.get());
            next = next.get().parent();
        }
        return missing;
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
