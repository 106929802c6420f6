package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.WorkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads beside the calling one: two for each query that runs, kept for the next one for a minute. */
final class ExtractionThreads implements AutoCloseable {

    /** How the threads' names begin. */
    static final String NAME = "extraction-";

    private final WorkContext context;
    private final AtomicInteger created = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool(this::thread);

    /** @param context goes along to the threads */
    ExtractionThreads(WorkContext context) {
        this.context = context;
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, NAME + created.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** The threads of one run. */
    Crew crew(RunStop stop) {
        return new Crew(stop);
    }

    /** Takes no new work. */
    @Override
    public void close() {
        executor.shutdown();
    }

    /** Threads that end together: closing waits for all of them. */
    final class Crew implements AutoCloseable {
        private final RunStop stop;
        private final List<Future<?>> running = new ArrayList<>();

        private Crew(RunStop stop) {
            this.stop = stop;
        }

        /** Starts the work on a thread of its own. Its failure stops the run. */
        void start(Runnable work) {
            try {
                running.add(executor.submit(context.carried(stop.guarded(work))));
            } catch (RejectedExecutionException e) {
                stop.fail(e);
            }
        }

        /** Waits until all have ended; an interrupt stops the run and is kept for the caller. */
        @Override
        public void close() {
            running.forEach(this::join);
        }

        private void join(Future<?> work) {
            boolean interrupted = false;
            while (!work.isDone()) {
                try {
                    work.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    stop.fail(RunStop.interrupted());
                } catch (ExecutionException e) {
                    stop.fail(e.getCause());
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
