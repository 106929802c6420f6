package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.LandingZone.LandedOutput;
import io.github.sqldatabricks.bridge.extraction.QueryParts.LocalParts;
import io.github.sqldatabricks.bridge.extraction.QueryParts.QueryDivision;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.model.WorkContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Runs one planned query: read, write, upload overlap; the output is published in one step at the end. */
@ApplicationScoped
public class ExtractionService implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ExtractionService.class);

    private final QueryPipeline pipeline;
    private final OutputCheck outputs;
    private final QueryDivision division;

    /** The adapters are looked up when the first query runs, so that commands that need none start without them. */
    @Inject
    ExtractionService(
            ExtractionConfig config,
            Instance<RowSource> source,
            Instance<RowFileWriter> writer,
            Instance<LandingZone> landingZone,
            Instance<QueryDivision> division,
            WorkContext context,
            @ConfigProperty(name = "bridge.jobs.url") String store,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this(
                config,
                SpoolFolder.besideStore(store),
                source.get(),
                writer.get(),
                landingZone.get(),
                division.get(),
                context,
                version);
    }

    /**
     * A service on its own, which reads each query by the parts that it has; close it after use.
     *
     * @param context goes along to the threads of each run
     * @param version of the bridge, for manifests
     * @throws BridgeException.RemotePermanent when there is no room for files on their way
     */
    public ExtractionService(
            ExtractionConfig config,
            RowSource source,
            RowFileWriter writer,
            LandingZone landingZone,
            WorkContext context,
            String version) {
        this(config, SpoolFolder.temporary(), source, writer, landingZone, QueryDivision.NONE, context, version);
    }

    private ExtractionService(
            ExtractionConfig config,
            Path defaultSpool,
            RowSource source,
            RowFileWriter writer,
            LandingZone landingZone,
            QueryDivision division,
            WorkContext context,
            String version) {
        this.division = division;
        pipeline = new QueryPipeline(
                config,
                source,
                writer,
                landingZone,
                context,
                SpoolFolder.open(config.spoolPath().orElse(defaultSpool)),
                version);
        outputs = new OutputCheck(() -> landingZone, () -> source);
    }

    /**
     * Runs the query once, blocking until it has ended and all its threads with it.
     *
     * @throws BridgeException.Conflict when other output is there that it may not replace; see {@link OutputCheck}
     * @throws BridgeException when it failed or was cancelled; nothing visible has changed then, and another call starts
     *     from the beginning
     */
    public QueryOutcome run(JobId job, PlannedQuery query, ExtractionProgress progress, Cancellation cancellation) {
        return run(job, query, Optional.empty(), progress, cancellation);
    }

    /**
     * As {@link #run(JobId, PlannedQuery, ExtractionProgress, Cancellation)}, with parts that other processes read too.
     *
     * @param query goes into a folder that nobody reads before its manifest is there, the same in each attempt at these parts
     */
    public QueryOutcome run(
            JobId job, PlannedQuery query, QueryParts parts, ExtractionProgress progress, Cancellation cancellation) {
        return run(job, query, Optional.of(parts), progress, cancellation);
    }

    /**
     * Reads the parts that it is given, for the process that runs their query, blocking until it has ended and all its threads with it.
     *
     * @param query as that process has it
     * @throws BridgeException when it failed or was cancelled
     */
    public void help(
            JobId job, PlannedQuery query, QueryParts parts, ExtractionProgress progress, Cancellation cancellation) {
        cancellation.check();
        pipeline.help(job, query, parts, progress, cancellation);
    }

    /** One reader of a country's server that no query of this process uses; empty when there is none now. Given back by closing it. */
    public Optional<ReaderPermit> spareReader(Country country) {
        return pipeline.spareReader(country);
    }

    private QueryOutcome run(
            JobId job,
            PlannedQuery query,
            Optional<QueryParts> parts,
            ExtractionProgress progress,
            Cancellation cancellation) {
        cancellation.check();
        LandedOutput there = outputs.there(query, cancellation);
        Optional<QueryOutcome> ended =
                outputs.ended(job, query, there).filter(outcome -> isOf(outcome, query.folder(), parts));
        if (ended.isPresent()) {
            LOG.infof(
                    "A query has nothing to do, because its output is there: job=%s query=%s",
                    job, query.query().name());
            tell(ended.get(), progress);
            return ended.get();
        }
        LOG.debugf("A query begins: job=%s query=%s", job, query.query().name());
        outputs.expectedRows(query, there).ifPresent(progress::rowsExpected);
        QueryOutcome.Extracted outcome = extract(job, query, parts, progress, cancellation);
        LOG.infof(
                "A query is extracted: job=%s query=%s rows=%d files=%d bytes=%d ms=%d",
                job,
                query.query().name(),
                outcome.rows(),
                outcome.files().size(),
                outcome.bytes(),
                outcome.duration().toMillis());
        return outcome;
    }

    private static boolean isOf(QueryOutcome ended, VolumePath folder, Optional<QueryParts> parts) {
        if (parts.isEmpty() || !(ended instanceof QueryOutcome.Extracted extracted)) {
            return true;
        }
        int below = folder.value().length() + 1;
        return parts.get()
                .haveFiles(extracted.files().stream()
                        .map(file -> file.value().substring(below))
                        .toList());
    }

    /** What an earlier attempt has written counts as this one's. */
    private static void tell(QueryOutcome ended, ExtractionProgress progress) {
        if (ended instanceof QueryOutcome.Extracted extracted) {
            progress.columnsKnown(extracted.schema());
            progress.rowsRead(extracted.rows());
            progress.bytesWritten(extracted.bytes());
        }
    }

    private QueryOutcome.Extracted extract(
            JobId job,
            PlannedQuery query,
            Optional<QueryParts> shared,
            ExtractionProgress progress,
            Cancellation cancellation) {
        try {
            PlannedQuery divided = divided(query, cancellation);
            QueryParts parts = shared.orElseGet(() -> new LocalParts(divided.parts()));
            return pipeline.run(job, divided, parts, progress, cancellation);
        } catch (BridgeException e) {
            throw query.secrets().masked(advised(query, e));
        }
    }

    private PlannedQuery divided(PlannedQuery query, Cancellation cancellation) {
        return query.partition()
                .map(by -> query.inParts(division.parts(query.query(), by, cancellation)))
                .orElse(query);
    }

    /** A text that SQL Server can't read as a date or number is mended by a declaration, which its message does not say. */
    private static BridgeException advised(PlannedQuery query, BridgeException failure) {
        SortedSet<String> untyped = query.untyped();
        if (failure.error() != ErrorCode.SQLSERVER_INVALID_VALUE || untyped.isEmpty()) {
            return failure;
        }
        return new BridgeException.RemotePermanent(
                failure.error(),
                failure.getMessage() + " The parameters " + String.join(", ", untyped)
                        + " are sent as text; when one is a date or number, declare its"
                        + " type at the template's start, such as: -- @param "
                        + untyped.first() + " datetime2",
                failure);
    }

    /** The right to read from a server by one reader more. */
    public interface ReaderPermit extends AutoCloseable {

        /** Is cancelled when a query of this process needs the place: what is read with the permit is to end. */
        Cancellation needed();

        @Override
        void close();
    }

    /** Ends the threads and deletes the local folder. */
    @Override
    @PreDestroy
    public void close() {
        pipeline.close();
    }

    /** How a query ended that did not fail; a failure is a {@code BridgeException}. */
    public sealed interface QueryOutcome {

        /**
         * The output is published.
         *
         * @param rows rows in all files
         * @param bytes size of all files
         * @param files whole paths, in order
         * @param duration of the successful attempt
         * @param truncatedValues values cut to microseconds, by column
         * @param schema the columns of the files
         */
        record Extracted(
                long rows,
                long bytes,
                List<VolumePath> files,
                Duration duration,
                Map<String, Long> truncatedValues,
                RowSchema schema)
                implements QueryOutcome {
            public Extracted {
                files = List.copyOf(files);
                truncatedValues = Map.copyOf(truncatedValues);
            }

            /** The same, once its rows are elsewhere and the files are gone. */
            public Extracted withoutFiles() {
                return new Extracted(rows, bytes, List.of(), duration, truncatedValues, schema);
            }
        }

        /** Nothing was done, because output is there and {@code overwrite} is false. */
        record Skipped(String reason) implements QueryOutcome {}
    }
}
