package io.github.sqldatabricks.bridge.tracing;

import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter;
import io.github.sqldatabricks.bridge.extraction.RowQuery;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.opentelemetry.api.trace.Tracer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
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
        public Map<String, String> origin(Country country) {
            return source.origin(country);
        }
    }

    /** Spans of encoding, one a file. */
    public RowFileWriter fileWriter(RowFileWriter writer) {
        return disabled
                ? writer
                : (file, schema, metadata) -> new TracedRowFile(
                        spans.internal("parquet encode"), () -> writer.create(file, schema, metadata));
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
}
