package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.FileRoller.FinishedFile;
import io.github.sqldatabricks.bridge.extraction.LandingZone.StagedOutput;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.HeapShare;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.WorkContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Moves the rows of a query into files of the landing zone: each partition's reader fills batches on a thread of its own, the
 * calling thread encodes them into files, one more thread uploads finished files; at the end all files are committed
 * together. Thread-safe.
 *
 * <pre>
 * RowSource -> read -> [filled] -> encode -> [finished] -> upload -> commit
 *               ^------[free]--------|
 * </pre>
 *
 * The queues are bounded, so memory and local disk are. The first failure of any part, or a cancel, stops all.
 */
final class QueryPipeline implements AutoCloseable {

    /** Batches per reader: one is filled, one is encoded, two level out the difference. */
    static final int BATCHES = 4;

    /** Finished files that may wait while another is uploaded. */
    static final int WAITING_FILES = 2;

    /** How the threads' names begin. */
    static final String THREAD_NAME = "extraction-";

    private static final Logger LOG = Logger.getLogger(QueryPipeline.class);

    /** What a value costs in a batch at least: eight bytes and its null flag. */
    private static final int VALUE_BYTES = 9;

    private final ExtractionConfig config;
    private final RowSource source;
    private final RowFileWriter writer;
    private final LandingZone landingZone;
    private final WorkContext context;
    private final SpoolFolder spool;
    private final String version;
    private final AtomicInteger createdThreads = new AtomicInteger();
    /** Two threads for each query that runs, kept for the next one for a minute. */
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
    }

    /**
     * One attempt at one query; returns when all its threads have ended.
     *
     * @throws BridgeException the first failure; nothing visible has changed then
     */
    QueryOutcome.Extracted run(
            JobId job, PlannedQuery planned, ExtractionProgress progress, Cancellation cancellation) {
        return new Run(job, planned, progress).execute(cancellation);
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
        private final ExtractionProgress progress;
        private final WorkerGroup workers = new WorkerGroup(threads, context);
        private final List<PartitionReader> readers;
        private final AtomicInteger readersLeft;
        private final AtomicLong rowsRead = new AtomicLong();
        private final BoundedQueue<RowSchema> header;
        private final BoundedQueue<FilledBatch> filled;
        private final BoundedQueue<FinishedFile> finished = new BoundedQueue<>(WAITING_FILES);
        private RowSchema schema;
        private List<FinishedFile> files;

        private Run(JobId job, PlannedQuery planned, ExtractionProgress progress) {
            this.job = job;
            this.planned = planned;
            this.progress = progress;
            this.readers = List.of(new PartitionReader(planned.query()));
            this.readersLeft = new AtomicInteger(readers.size());
            this.header = new BoundedQueue<>(readers.size());
            this.filled = new BoundedQueue<>(readers.size() * BATCHES);
            readers.forEach(reader -> workers.stop().onCancel(reader.free::stop));
            List.of(header, filled, finished).forEach(queue -> workers.stop().onCancel(queue::stop));
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
                readers.forEach(workers::start);
                workers.start(() -> upload(output));
                workers.run(() -> encode(folder));
            }
            workers.requireNoFailure();
            return new Manifest(
                    version,
                    job,
                    planned,
                    source.origin(planned.query().country()),
                    schema,
                    readers.stream().map(reader -> reader.result).toList(),
                    files,
                    started,
                    Instant.now());
        }

        private void encode(Path folder) {
            schema = header.take().orElseThrow();
            try (FileRoller roller = roller(folder)) {
                Optional<FilledBatch> next = filled.take();
                while (next.isPresent()) {
                    encode(next.get(), roller);
                    next = filled.take();
                }
                roller.finish();
                progress.bytesWritten(roller.bytes());
                files = roller.files();
            }
            finished.end();
        }

        private void encode(FilledBatch next, FileRoller roller) {
            RowBatch batch = next.batch();
            roller.write(batch);
            progress.bytesWritten(roller.bytes());
            // Now and not at the next fill, so that its values can be collected.
            batch.clear();
            next.home().put(batch);
        }

        private FileRoller roller(Path folder) {
            Map<String, String> metadata = Map.of(
                    "bridge.version", version,
                    "bridge.job", job.value(),
                    "bridge.query", planned.query().name().value(),
                    "bridge.template_sha256", planned.templateSha256());
            FileRoller.Limits limits =
                    new FileRoller.Limits(planned.chunkSize(), config.fileSize().asLongValue());
            FileRoller.Names names =
                    new FileRoller.Names(config.fileNames(), planned.query().name(), job);
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

        /** Reads the rows of one statement into batches that go round; their number bounds how far it can be ahead. */
        private final class PartitionReader implements Runnable {
            private final RowQuery query;
            private final BoundedQueue<RowBatch> free = new BoundedQueue<>(BATCHES);
            private final long batchBytes = config.batchSize().asLongValue();
            private volatile Manifest.ReadResult result;

            private PartitionReader(RowQuery query) {
                this.query = query;
            }

            @Override
            public void run() {
                try (RowStream stream = source.open(query, workers.stop());
                        Cancellation.Registration abort = workers.stop().onCancel(stream::abort)) {
                    LOG.debugf(
                            "SQL Server answers with %d columns",
                            stream.schema().size());
                    progress.columnsKnown(stream.schema());
                    makeBatches(stream.schema());
                    header.put(stream.schema());
                    read(stream);
                    result = new Manifest.ReadResult(stream.consistency(), Map.copyOf(stream.truncatedValues()));
                }
                if (readersLeft.decrementAndGet() == 0) {
                    filled.end();
                }
            }

            private void makeBatches(RowSchema schema) {
                long rowsThatFit = batchBytes / ((long) VALUE_BYTES * schema.size());
                int capacity = (int) Math.max(1, Math.min(config.batchRows(), rowsThatFit));
                for (int i = 0; i < BATCHES; i++) {
                    free.put(new RowBatch(schema, capacity, HeapShare.ofRow(config.concurrency())));
                }
            }

            private void read(RowStream stream) {
                RowBatch batch = free.take().orElseThrow();
                while (stream.fill(batch, batchBytes)) {
                    progress.rowsRead(rowsRead.addAndGet(batch.size()));
                    boolean wide = batch.widestRow() > batchBytes;
                    filled.put(new FilledBatch(batch, free));
                    if (wide) {
                        // Reading ahead would hold another wide row: all batches must have come back before.
                        free.awaitSize(BATCHES);
                    }
                    batch = free.take().orElseThrow();
                }
            }
        }
    }

    /**
     * A batch on its way to the encoder.
     *
     * @param home where it goes back to when it is empty again
     */
    private record FilledBatch(RowBatch batch, BoundedQueue<RowBatch> home) {}
}
