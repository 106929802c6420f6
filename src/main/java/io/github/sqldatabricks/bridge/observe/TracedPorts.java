package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.extraction.LandingZone.LandedOutput;
import io.github.sqldatabricks.bridge.extraction.LandingZone.StagedOutput;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult.LandedFile;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter.RowFile;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.observe.Spans.Step;
import io.github.sqldatabricks.bridge.observe.Spans.TraceAttributes;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Ports with a span around each of their steps; the ports themselves while tracing is off. Thread-safe. */
@ApplicationScoped
public class TracedPorts {

    private final Spans spans;
    private final boolean disabled;

    public TracedPorts(
            Tracer tracer,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled", defaultValue = "false") boolean disabled) {
        this.spans = new Spans(tracer);
        this.disabled = disabled;
    }

    /** Spans of reading from SQL Server, from the statement to its last row. */
    public RowSource rowSource(RowSource source) {
        return disabled ? source : new TracedRowSource(source, spans);
    }

    private record TracedRowSource(RowSource source, Spans spans) implements RowSource {

        @Override
        public RowStream open(RowQuery query, Cancellation cancellation) {
            return TracedRowStream.open(spans.client("sqlserver read"), () -> source.open(query, cancellation));
        }

        @Override
        public RowSchema describe(RowQuery query) {
            return source.describe(query);
        }

        @Override
        public Map<String, String> origin(Country country) {
            return source.origin(country);
        }

        @Override
        public int mostStreams(Country country) {
            return source.mostStreams(country);
        }
    }

    /** Spans of encoding, one a file. */
    public RowFileWriter fileWriter(RowFileWriter writer) {
        return disabled
                ? writer
                : (file, schema, metadata, atOnce) -> new TracedRowFile(
                        spans.internal("parquet encode"), () -> writer.create(file, schema, metadata, atOnce));
    }

    /** Spans of each upload and of the publication. */
    public LandingZone landingZone(LandingZone zone) {
        return disabled ? zone : new TracedLandingZone(zone, spans);
    }

    /** Spans of reading from Databricks, from the statement to its last row. */
    public SourceRows sourceRows(SourceRows source) {
        return disabled
                ? source
                : (table, columns, cancellation) -> TracedRowStream.open(
                        spans.client("databricks read"), () -> source.open(table, columns, cancellation));
    }

    /** Spans of staging, changing and committing. */
    public TargetDatabase targetDatabase(TargetDatabase database) {
        return disabled ? database : new TracedTargetDatabase(database, spans);
    }

    /**
     * A landing zone whose uploads and commits have spans.
     *
     * @param zone the real one
     */
    private record TracedLandingZone(LandingZone zone, Spans spans) implements LandingZone {

        @Override
        public Map<VolumePath, LandedOutput> outputs(
                List<VolumePath> folders, Duration limit, Cancellation cancellation) {
            return zone.outputs(folders, limit, cancellation);
        }

        @Override
        public StagedOutput open(VolumePath folder, Cancellation cancellation) {
            return new TracedOutput(zone.open(folder, cancellation), spans);
        }

        @Override
        public StagedOutput openShared(VolumePath folder, Cancellation cancellation) {
            return new TracedOutput(zone.openShared(folder, cancellation), spans);
        }

        @Override
        public void clear(VolumePath folder, Predicate<VolumePath> stays, Cancellation cancellation) {
            zone.clear(folder, stays, cancellation);
        }

        private record TracedOutput(StagedOutput output, Spans spans) implements StagedOutput {

            @Override
            public void upload(String name, Path file) {
                Step.run(spans.client("volume upload"), () -> output.upload(name, file));
            }

            @Override
            public void land(List<String> names) {
                Step.run(spans.client("volume land"), () -> output.land(names));
            }

            @Override
            public void commit(String manifest, List<LandedFile> landed) {
                Step.run(spans.client("volume publish"), () -> output.commit(manifest, landed));
            }

            @Override
            public void close() {
                output.close();
            }
        }
    }

    /** A file whose span lasts until it is closed and counts its rows and bytes. */
    private static final class TracedRowFile implements RowFile {

        private final Step step;
        private final RowFile file;

        TracedRowFile(Span span, Supplier<RowFile> creating) {
            step = Step.beside(span);
            try {
                file = step.watched(creating);
            } catch (RuntimeException | Error e) {
                step.close();
                throw e;
            }
        }

        @Override
        public void write(RowBatch batch, int from, int to) {
            step.does(() -> file.write(batch, from, to));
        }

        @Override
        public long rows() {
            return file.rows();
        }

        @Override
        public long bytes() {
            return file.bytes();
        }

        @Override
        public boolean full() {
            return file.full();
        }

        @Override
        public long finish() {
            long bytes = step.watched(file::finish);
            step.count(TraceAttributes.ROWS, file.rows());
            step.count(TraceAttributes.BYTES, bytes);
            return bytes;
        }

        @Override
        public void close() {
            file.close();
            step.close();
        }
    }

    /** A result whose span lasts until it is closed and counts its rows. */
    private static final class TracedRowStream implements RowStream {

        private final RowStream stream;
        private final Step step;
        private long rows;

        private TracedRowStream(RowStream stream, Step step) {
            this.stream = stream;
            this.step = step;
        }

        static RowStream open(Span span, Supplier<RowStream> opening) {
            Step step = Step.beside(span);
            try {
                return new TracedRowStream(step.watched(opening), step);
            } catch (RuntimeException | Error e) {
                step.close();
                throw e;
            }
        }

        @Override
        public RowSchema schema() {
            return stream.schema();
        }

        @Override
        public String consistency() {
            return stream.consistency();
        }

        @Override
        public boolean fill(RowBatch batch, long maxBytes) {
            boolean filled = step.watched(() -> stream.fill(batch, maxBytes));
            rows += filled ? batch.size() : 0;
            return filled;
        }

        @Override
        public Map<String, Long> truncatedValues() {
            return stream.truncatedValues();
        }

        @Override
        public void abort() {
            stream.abort();
        }

        @Override
        public void close() {
            stream.close();
            step.count(TraceAttributes.ROWS, rows);
            step.close();
        }
    }
}
