package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.FileRoller.FinishedFile;
import io.github.sqldatabricks.bridge.extraction.LandingZone.StagedOutput;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Moves the rows of a query into files of the landing zone: each reader fills batches of one part after the other, on a thread of its own, the
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
    private final ReaderSlots slots;
    /** A thread for each reader and one for uploads of each query that runs, kept for the next one for a minute. */
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
        this.slots = new ReaderSlots(config.readersPerServer());
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
        int readers = slots.take(server, planned.parts().size());
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

    /** Parts are read at their own moments, and their table may have been changed between. */
    private static void requireSame(RowSchema first, RowSchema other) {
        if (first != other && !first.equals(other)) {
            throw new BridgeException.RemoteTransient(
                    ErrorCode.COLUMNS_CHANGED,
                    "Expected all parts of the query to have the columns " + first.columns() + ", but one has "
                            + other.columns()
                            + ": the table was changed while it was read. It is read again from the start.",
                    null);
        }
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
        private final Map<String, String> origin;
        private final Queue<RowQuery> parts;
        private final Queue<Manifest.ReadResult> reads = new ConcurrentLinkedQueue<>();
        private final WorkerGroup workers = new WorkerGroup(threads, context);
        private final List<PartitionReader> readers;
        private final AtomicInteger readersLeft;
        private final AtomicLong rowsRead = new AtomicLong();
        private final BoundedQueue<RowSchema> header;
        private final BoundedQueue<FilledBatch> filled;
        private final BoundedQueue<FinishedFile> finished = new BoundedQueue<>(WAITING_FILES);
        private RowSchema schema;
        private List<FinishedFile> files;

        private Run(
                JobId job,
                PlannedQuery planned,
                ExtractionProgress progress,
                Map<String, String> origin,
                int readerCount) {
            this.job = job;
            this.planned = planned;
            this.progress = progress;
            this.origin = origin;
            this.parts = new ConcurrentLinkedQueue<>(planned.parts());
            this.readers =
                    Stream.generate(PartitionReader::new).limit(readerCount).toList();
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
                    version, job, planned, origin, schema, List.copyOf(reads), files, started, Instant.now());
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
            requireSame(schema, batch.schema());
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

        /**
         * Reads the rows of one part after the other, as long as there are any, into batches that go round; their number bounds how far
         * it can be ahead.
         */
        private final class PartitionReader implements Runnable {
            private final BoundedQueue<RowBatch> free = new BoundedQueue<>(BATCHES);
            private final long batchBytes = config.batchSize().asLongValue();
            private Optional<RowSchema> known = Optional.empty();

            @Override
            public void run() {
                for (RowQuery part = parts.poll(); part != null; part = parts.poll()) {
                    read(part);
                }
                if (readersLeft.decrementAndGet() == 0) {
                    filled.end();
                }
            }

            private void read(RowQuery part) {
                try (RowStream stream = source.open(part, workers.stop());
                        Cancellation.Registration abort = workers.stop().onCancel(stream::abort)) {
                    LOG.debugf(
                            "SQL Server answers with %d columns",
                            stream.schema().size());
                    begin(stream.schema());
                    read(stream);
                    reads.add(new Manifest.ReadResult(stream.consistency(), Map.copyOf(stream.truncatedValues())));
                }
            }

            private void begin(RowSchema columns) {
                if (known.isEmpty()) {
                    progress.columnsKnown(columns);
                    makeBatches(columns);
                    header.put(columns);
                    known = Optional.of(columns);
                }
                requireSame(known.get(), columns);
            }

            private void makeBatches(RowSchema columns) {
                long rowsThatFit = batchBytes / ((long) VALUE_BYTES * columns.size());
                int capacity = (int) Math.max(1, Math.min(config.batchRows(), rowsThatFit));
                long rowBytes = HeapShare.ofRow(config.concurrency() * readers.size());
                for (int i = 0; i < BATCHES; i++) {
                    free.put(new RowBatch(columns, capacity, rowBytes));
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
                free.put(batch);
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
