package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One attempt at one query. Three threads overlap: one reads batches, the calling one encodes them into files, one
 * uploads finished files. The first failure of any of them, or a cancel, stops all.
 */
final class QueryRun {

    private final QueryTools tools;
    private final JobId job;
    private final PlannedQuery planned;
    private final ExtractionProgress progress;
    private final RunStop stop = new RunStop();

    QueryRun(QueryTools tools, JobId job, PlannedQuery planned, ExtractionProgress progress) {
        this.tools = tools;
        this.job = job;
        this.planned = planned;
        this.progress = progress;
    }

    /** @throws BridgeException the first failure; nothing visible has changed then */
    QueryOutcome.Extracted execute(Cancellation cancellation) {
        long begin = System.nanoTime();
        try (Cancellation.Registration stopping = cancellation.onCancel(() -> cancelled(cancellation));
                SpoolFolder.Run spool = tools.spool().newRun();
                Landing landing = tools.landingZone().open(planned.folder())) {
            stop.signal().onCancel(landing::abort);
            Manifest manifest = extract(landing, spool.path());
            stop.check();
            landing.publish(manifest.json());
            return outcome(manifest, Duration.ofNanos(System.nanoTime() - begin));
        } catch (RuntimeException | Error e) {
            stop.fail(e);
            stop.check();
            throw e;
        }
    }

    private void cancelled(Cancellation cancellation) {
        try {
            cancellation.check();
        } catch (BridgeException.Cancelled e) {
            stop.fail(e);
        }
    }

    private Manifest extract(Landing landing, Path folder) {
        Instant started = Instant.now();
        Reading reading = new Reading(tools.source(), planned.query(), tools.config(), progress, stop);
        Uploading uploading = new Uploading(landing, stop);
        Encoding encoding = new Encoding(reading, uploading, folder);
        try (ExtractionThreads.Crew crew = tools.threads().crew(stop)) {
            crew.start(reading);
            crew.start(uploading);
            stop.guarded(encoding).run();
        }
        stop.check();
        return new Manifest(
                tools.version(),
                job,
                planned,
                tools.source().origin(planned.query().country()),
                encoding.schema,
                reading.result(),
                encoding.files,
                started,
                Instant.now());
    }

    private QueryOutcome.Extracted outcome(Manifest manifest, Duration duration) {
        List<VolumePath> files = manifest.files().stream()
                .map(file -> planned.folder().resolve(file.name()))
                .toList();
        return new QueryOutcome.Extracted(
                manifest.rows(),
                manifest.bytes(),
                files,
                duration,
                manifest.read().truncatedValues());
    }

    private record OutputNames(FileNaming naming, QueryName query, JobId job) implements FileRoller.Names {
        @Override
        public String part(int number) {
            return naming.part(query, job, number);
        }

        @Override
        public String only() {
            return naming.only(query, job);
        }
    }

    /** The calling thread's part: batches into files. */
    private final class Encoding implements Runnable {
        private final Reading reading;
        private final Uploading uploading;
        private final Path folder;
        private RowSchema schema;
        private List<FinishedFile> files;

        private Encoding(Reading reading, Uploading uploading, Path folder) {
            this.reading = reading;
            this.uploading = uploading;
            this.folder = folder;
        }

        @Override
        public void run() {
            schema = reading.header().take().orElseThrow();
            try (FileRoller roller = roller()) {
                encode(roller);
                roller.finish();
                progress.bytesWritten(roller.bytes());
                files = roller.files();
            }
            uploading.files().end();
        }

        private void encode(FileRoller roller) {
            Optional<RowBatch> batch = reading.filled().take();
            while (batch.isPresent()) {
                roller.write(batch.get());
                progress.bytesWritten(roller.bytes());
                // Now and not at the next fill, so that its values can be collected.
                batch.get().clear();
                reading.free().put(batch.get());
                batch = reading.filled().take();
            }
        }

        private FileRoller roller() {
            Map<String, String> metadata = Map.of(
                    "bridge.version", tools.version(),
                    "bridge.job", job.value(),
                    "bridge.query", planned.query().name().value(),
                    "bridge.template_sha256", planned.templateSha256());
            FileRoller.Limits limits = new FileRoller.Limits(
                    planned.chunkSize(), tools.config().fileSize().asLongValue());
            return new FileRoller(
                    tools.writer(),
                    schema,
                    metadata,
                    limits,
                    folder,
                    new OutputNames(tools.config().fileNames(), planned.query().name(), job),
                    file -> uploading.files().put(file));
        }
    }
}
