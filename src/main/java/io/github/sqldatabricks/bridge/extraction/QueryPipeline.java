package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.FileRoller.FinishedFile;
import io.github.sqldatabricks.bridge.extraction.LandingZone.StagedOutput;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.HeapShare;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.WorkContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Moves the rows of a query into files of the landing zone. A query of one part is read ahead by a thread of its own, while the calling
 * thread encodes; of a query in parts, each thread reads and encodes one part after the other, into files of its own. One more thread
 * uploads finished files; at the end all files are committed together. Thread-safe.
 *
 * <pre>
 * one part: RowSource -> read -> [filled] -> encode -> [finished] -> upload -> commit
 *                         ^------[free]--------|
 * parts:    RowSource -> read and encode -------------^
 * </pre>
 *
 * The queues are bounded, and readers share what one would have, so memory and local disk are bounded. The first failure of any part,
 * or a cancel, stops all.
 */
final class QueryPipeline implements AutoCloseable {

    /** Finished files that may wait while another is uploaded. */
    static final int WAITING_FILES = 2;

    /** How the threads' names begin. */
    static final String THREAD_NAME = "extraction-";

    private static final Logger LOG = Logger.getLogger(QueryPipeline.class);

    private final ExtractionConfig config;
    private final RowSource source;
    private final RowFileWriter writer;
    private final LandingZone landingZone;
    private final WorkContext context;
    private final SpoolFolder spool;
    private final String version;
    private final AtomicInteger createdThreads = new AtomicInteger();
    private final ReaderSlots slots;
    /** Threads for readers and one for uploads of each query that runs, kept for the next one for a minute. */
    private final ExecutorService threads = Executors.newCachedThreadPool(this::thread);

    /**
     * @param context goes along to the threads
     * @param spool for files on their way; closed with this
     * @param version of the bridge, for manifests
     */
    QueryPipeline(
            ExtractionConfig config,
            RowSource source,
            RowFileWriter writer,
            LandingZone landingZone,
            WorkContext context,
            SpoolFolder spool,
            String version) {
        this.config = config;
        this.source = source;
        this.writer = writer;
        this.landingZone = landingZone;
        this.context = context;
        this.spool = spool;
        this.version = version;
        this.slots = new ReaderSlots(config.readersPerServer(), config.concurrency());
    }

    /**
     * One attempt at one query; returns when all its threads have ended.
     *
     * @throws BridgeException the first failure; nothing visible has changed then
     */
    QueryOutcome.Extracted run(
            JobId job, PlannedQuery planned, ExtractionProgress progress, Cancellation cancellation) {
        Map<String, String> origin = source.origin(planned.query().country());
        String server = origin.getOrDefault("database", "").split("/")[0];
        int readers = slots.take(
                server,
                planned.parts().size(),
                source.mostStreams(planned.query().country()));
        try {
            return new Run(job, planned, progress, origin, readers).execute(cancellation);
        } finally {
            slots.giveBack(server, readers);
        }
    }

    /** Takes no new work, and deletes the local folder. */
    @Override
    public void close() {
        threads.shutdown();
        spool.close();
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, THREAD_NAME + createdThreads.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** One attempt at one query. */
    private final class Run {
        private final JobId job;
        private final PlannedQuery planned;
        private final Map<String, String> origin;
        private final int readers;
        private final RunTally tally;
        private final Queue<PartReader.Part> parts = new ConcurrentLinkedQueue<>();
        private final WorkerGroup workers = new WorkerGroup(threads, context);
        private final AtomicInteger readersLeft;
        private final BoundedQueue<FinishedFile> finished = new BoundedQueue<>(WAITING_FILES);

        private Run(
                JobId job, PlannedQuery planned, ExtractionProgress progress, Map<String, String> origin, int readers) {
            this.job = job;
            this.planned = planned;
            this.origin = origin;
            this.readers = readers;
            this.readersLeft = new AtomicInteger(readers);
            this.tally = new RunTally(progress);
            planned.parts().forEach(query -> parts.add(new PartReader.Part(parts.size(), query)));
            workers.stop().onCancel(finished::stop);
        }

        private QueryOutcome.Extracted execute(Cancellation cancellation) {
            long begin = System.nanoTime();
            try (Cancellation.Registration stopping = cancellation.onCancel(() -> workers.run(cancellation::check));
                    SpoolFolder.Run folder = spool.newRun();
                    StagedOutput output = landingZone.open(planned.folder(), workers.stop())) {
                Manifest manifest = transfer(output, folder.path());
                output.commit(manifest.json());
                return manifest.outcome(Duration.ofNanos(System.nanoTime() - begin));
            } catch (RuntimeException | Error e) {
                workers.fail(e);
                workers.requireNoFailure();
                throw e;
            }
        }

        private Manifest transfer(StagedOutput output, Path folder) {
            Instant started = Instant.now();
            try (workers) {
                workers.start(() -> upload(output));
                if (readers == 1) {
                    readAhead(folder);
                } else {
                    readInParallel(folder);
                }
            }
            workers.requireNoFailure();
            return new Manifest(
                    version,
                    job,
                    planned,
                    origin,
                    tally.schema(),
                    tally.reads(),
                    tally.files(),
                    started,
                    Instant.now());
        }

        /** One reader, whose next rows come while others are encoded: two threads are busy. */
        private void readAhead(Path folder) {
            ReadAhead ahead = new ReadAhead(files(folder), workers.stop());
            workers.start(() -> read(ahead));
            workers.run(ahead::encode);
            ended();
        }

        /** Readers that encode what they have read at once, while it is in the core's cache: each part keeps one thread busy. */
        private void readInParallel(Path folder) {
            for (int reader = 1; reader < readers; reader++) {
                workers.start(() -> readAndEncode(folder));
            }
            workers.run(() -> readAndEncode(folder));
        }

        private void readAndEncode(Path folder) {
            try (PartFiles files = files(folder)) {
                read(files);
            }
            ended();
        }

        private void read(PartReader.Output output) {
            new PartReader(source, workers.stop(), config.batchSize().asLongValue() / readers, tally, output)
                    .read(parts);
        }

        private void ended() {
            if (readersLeft.decrementAndGet() == 0) {
                finished.end();
            }
        }

        private PartFiles files(Path folder) {
            PartFiles.Sizes sizes = new PartFiles.Sizes(
                    config.batchRows(),
                    config.batchSize().asLongValue() / readers,
                    HeapShare.ofRow(config.concurrency() * readers));
            return new PartFiles(this::roller, folder, sizes, tally);
        }

        private FileRoller roller(PartReader.Part part, RowSchema schema, Path folder) {
            Map<String, String> metadata = Map.of(
                    "bridge.version", version,
                    "bridge.job", job.value(),
                    "bridge.query", planned.query().name().value(),
                    "bridge.template_sha256", planned.templateSha256());
            FileRoller.Limits limits =
                    new FileRoller.Limits(planned.chunkSize(), config.fileSize().asLongValue() / readers, readers);
            OptionalInt ordinal = planned.parts().size() == 1 ? OptionalInt.empty() : OptionalInt.of(part.ordinal());
            FileRoller.Names names =
                    new FileRoller.Names(config.fileNames(), planned.query().name(), job, ordinal);
            return new FileRoller(writer, schema, metadata, limits, folder, names, finished::put);
        }

        private void upload(StagedOutput output) {
            Optional<FinishedFile> next = finished.take();
            while (next.isPresent()) {
                FinishedFile file = next.get();
                output.upload(file.name(), file.path());
                LOG.debugf(
                        "File %s is in the volume, not visible yet: %d rows, %d bytes",
                        file.name(), file.rows(), file.bytes());
                next = finished.take();
            }
        }
    }
}
