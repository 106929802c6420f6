package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.ReaderPermit;
import io.github.sqldatabricks.bridge.extraction.LandingZone.StagedOutput;
import io.github.sqldatabricks.bridge.extraction.PartFiles.FileRoller;
import io.github.sqldatabricks.bridge.extraction.PartFiles.FileRoller.FinishedFile;
import io.github.sqldatabricks.bridge.extraction.PartReader.ReadAhead;
import io.github.sqldatabricks.bridge.extraction.PartReader.RunTally;
import io.github.sqldatabricks.bridge.extraction.QueryParts.Part;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult.LandedFile;
import io.github.sqldatabricks.bridge.extraction.WorkerGroup.BoundedQueue;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.HeapShare;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.WorkContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
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
            JobId job, PlannedQuery planned, QueryParts parts, ExtractionProgress progress, Cancellation cancellation) {
        Country country = planned.query().country();
        String server = server(country);
        int readers = slots.take(server, parts.count(), source.mostStreams(country));
        try {
            return new Run(job, planned, parts, progress, readers, readers).execute(cancellation);
        } finally {
            slots.giveBack(server, readers);
        }
    }

    /**
     * Reads the parts that it is given, for the process that runs their query; returns when all its threads have ended.
     *
     * @throws BridgeException the first failure
     */
    void help(
            JobId job, PlannedQuery planned, QueryParts parts, ExtractionProgress progress, Cancellation cancellation) {
        new Run(job, planned, parts, progress, 1, config.readersPerServer()).help(cancellation);
    }

    /** One reader of a country's server that no query of this process uses; empty when there is none now. Given back by closing it. */
    Optional<ReaderPermit> spareReader(Country country) {
        return slots.spare(server(country), source.mostStreams(country));
    }

    private String server(Country country) {
        return source.origin(country).getOrDefault("database", "").split("/")[0];
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

    /** One attempt at one query, or the help with one. */
    private final class Run {
        private final JobId job;
        private final PlannedQuery planned;
        private final QueryParts parts;
        private final int readers;
        private final int sharing;
        private final RunTally tally;
        private final WorkerGroup workers = new WorkerGroup(threads, context);
        private final AtomicInteger readersLeft;
        /** Files that are to be uploaded, and behind them the parts that they belong to. */
        private final BoundedQueue<Consumer<StagedOutput>> finished = new BoundedQueue<>(WAITING_FILES);

        /** @param sharing readers that share what one query may have of memory and disk */
        private Run(
                JobId job,
                PlannedQuery planned,
                QueryParts parts,
                ExtractionProgress progress,
                int readers,
                int sharing) {
            this.job = job;
            this.planned = planned;
            this.parts = parts;
            this.readers = readers;
            this.sharing = sharing;
            this.readersLeft = new AtomicInteger(readers);
            this.tally = new RunTally(progress);
            workers.stop().onCancel(finished::stop);
        }

        private QueryOutcome.Extracted execute(Cancellation cancellation) {
            long begin = System.nanoTime();
            Instant started = Instant.now();
            return landing(cancellation, output -> {
                Manifest manifest = manifest(started);
                output.commit(manifest.json(), parts.areShared() ? manifest.files() : List.of());
                return manifest.outcome(Duration.ofNanos(System.nanoTime() - begin));
            });
        }

        private void help(Cancellation cancellation) {
            landing(cancellation, output -> true);
        }

        /** @param behind what is done once all rows are uploaded */
        private <R> R landing(Cancellation cancellation, Function<StagedOutput, R> behind) {
            try (Cancellation.Registration stopping = cancellation.onCancel(() -> workers.run(cancellation::check));
                    SpoolFolder.Run folder = spool.newRun();
                    StagedOutput output = open()) {
                transfer(output, folder.path());
                return behind.apply(output);
            } catch (RuntimeException | Error e) {
                workers.fail(e);
                workers.requireNoFailure();
                throw e;
            }
        }

        private StagedOutput open() {
            return parts.areShared()
                    ? landingZone.openShared(planned.folder(), workers.stop())
                    : landingZone.open(planned.folder(), workers.stop());
        }

        private void transfer(StagedOutput output, Path folder) {
            try (workers) {
                workers.start(() -> upload(output));
                if (sharing == 1) {
                    readAhead(folder);
                } else {
                    readInParallel(folder);
                }
            }
            workers.requireNoFailure();
        }

        private Manifest manifest(Instant started) {
            List<PartResult> results = parts.results();
            results.forEach(part -> tally.begin(part.schema()));
            Map<String, String> origin = source.origin(planned.query().country());
            return new Manifest(version, job, planned, origin, tally.schema(), results, started, Instant.now());
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
            new PartReader(source, workers.stop(), config.batchSize().asLongValue() / sharing, tally, output)
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
                    config.batchSize().asLongValue() / sharing,
                    HeapShare.ofRow(config.concurrency() * sharing));
            return new PartFiles(this::roller, folder, sizes, tally, this::partEnded);
        }

        private void partEnded(Part part, PartResult result) {
            finished.put(output -> {
                if (parts.areShared()) {
                    output.land(result.files().stream().map(LandedFile::name).toList());
                }
                parts.finish(part, result);
            });
        }

        private FileRoller roller(Part part, RowSchema schema, Path folder) {
            Map<String, String> metadata = Map.of(
                    "bridge.version", version,
                    "bridge.job", job.value(),
                    "bridge.query", planned.query().name().value(),
                    "bridge.template_sha256", planned.templateSha256());
            FileRoller.Limits limits =
                    new FileRoller.Limits(planned.chunkSize(), config.fileSize().asLongValue() / sharing, sharing);
            OptionalInt ordinal =
                    parts.count() == 1 && !parts.areShared() ? OptionalInt.empty() : OptionalInt.of(part.ordinal());
            FileRoller.Names names =
                    new FileRoller.Names(config.fileNames(), planned.query().name(), job, ordinal, part.fence());
            return new FileRoller(
                    writer,
                    schema,
                    metadata,
                    limits,
                    folder,
                    names,
                    file -> finished.put(output -> upload(output, file)));
        }

        private void upload(StagedOutput output) {
            Optional<Consumer<StagedOutput>> next = finished.take();
            while (next.isPresent()) {
                next.get().accept(output);
                next = finished.take();
            }
        }

        private void upload(StagedOutput output, FinishedFile file) {
            output.upload(file.name(), file.path());
            LOG.debugf(
                    "File %s is in the volume, not visible yet: %d rows, %d bytes",
                    file.name(), file.rows(), file.bytes());
        }
    }
}
